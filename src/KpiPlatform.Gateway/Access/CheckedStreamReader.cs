using Grpc.Core;

namespace KpiPlatform.Gateway.Access;

/// <summary>Messages of a caller's stream, each checked before the service sees it.</summary>
internal sealed class CheckedStreamReader<T>(IAsyncStreamReader<T> messages, CallerFeature call, RequestCheck check) : IAsyncStreamReader<T>
{
    private bool _isAudited;

    /// <inheritdoc/>
    public T Current => messages.Current;

    /// <inheritdoc/>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await messages.MoveNext(cancellationToken))
            return false;
        check.Require(call, messages.Current!, !_isAudited);
        _isAudited = true;
        return true;
    }
}
