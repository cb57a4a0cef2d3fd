namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A record that is read before the grain activates.</summary>
internal interface IStoredState
{
    Task ReadStateAsync(CancellationToken cancellationToken);
}
