namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Arguments of one enumeration; implemented by emitted structs.</summary>
/// <typeparam name="TItem">The items.</typeparam>
internal interface IGrainStreamRequest<out TItem> : IGrainRequest
{
    /// <summary>Calls the method of the grain object.</summary>
    IAsyncEnumerable<TItem> Invoke(object target);
}
