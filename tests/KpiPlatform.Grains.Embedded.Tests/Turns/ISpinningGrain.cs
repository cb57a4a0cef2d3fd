namespace KpiPlatform.Grains.Embedded.Tests.Turns;

internal interface ISpinningGrain : IGrainWithStringKey
{
    /// <summary>Computes for some time and tells whether that was inside the call, on the caller's thread.</summary>
    Task<bool> Spin(TimeSpan duration);
}
