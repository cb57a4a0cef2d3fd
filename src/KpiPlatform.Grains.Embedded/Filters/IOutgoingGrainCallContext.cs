namespace KpiPlatform.Grains.Embedded;

/// <summary>A call on its way out of its caller.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>Gets the caller's activation; null if the caller is no grain.</summary>
    IGrainContext? SourceContext { get; }
}
