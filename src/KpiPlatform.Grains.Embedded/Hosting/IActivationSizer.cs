namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Estimates how much memory grains hold. Register one to give the memory budget something to count; thread-safe across grains.</summary>
public interface IActivationSizer
{
    /// <summary>Estimates what a grain holds. Called on the grain's turn after each request, so it has to be quick: return a figure that the grain keeps.</summary>
    /// <param name="grain">The grain object.</param>
    /// <returns>Bytes, not counting what the runtime itself needs; 0 if unknown.</returns>
    long EstimateBytes(object grain);
}
