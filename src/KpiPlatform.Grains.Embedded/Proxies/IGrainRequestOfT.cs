namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Arguments of one call with its result; implemented by emitted structs.</summary>
/// <typeparam name="TResult">The result, or <see cref="Nothing"/>.</typeparam>
internal interface IGrainRequest<TResult> : IGrainRequest
{
    /// <summary>Calls the method of the grain object.</summary>
    ValueTask<TResult> Invoke(object target);
}
