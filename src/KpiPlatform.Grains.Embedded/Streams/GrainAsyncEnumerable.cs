using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>What a method that returns an enumeration gives to its caller; nothing runs before the first step.</summary>
/// <typeparam name="TRequest">The arguments.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
internal sealed class GrainAsyncEnumerable<TRequest, TItem>(GrainReference reference, GrainMethodInfo method, TRequest request) : IAsyncEnumerable<TItem>
    where TRequest : struct, IGrainStreamRequest<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new GrainAsyncEnumerator<TRequest, TItem>(reference, method, request, cancellationToken);
}
