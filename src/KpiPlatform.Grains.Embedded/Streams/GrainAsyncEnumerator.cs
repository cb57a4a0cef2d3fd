using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>An enumeration at the consumer's end. Like every enumerator it serves one consumer at a time.</summary>
/// <typeparam name="TRequest">The arguments.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
internal sealed class GrainAsyncEnumerator<TRequest, TItem> : IAsyncEnumerator<TItem>
    where TRequest : struct, IGrainStreamRequest<TItem>
{
    private readonly CancellationToken _enumeratorToken;
    private readonly CancellationToken _argumentToken;
    private readonly CancellationTokenRegistration _enumeratorRegistration;
    private readonly CancellationTokenRegistration _argumentRegistration;
    private readonly GrainEnumeration<TRequest, TItem> _enumeration;
    private bool _disposed;

    public GrainAsyncEnumerator(GrainReference reference, GrainMethodInfo method, in TRequest request, CancellationToken cancellationToken)
    {
        var arguments = request;
        if (reference.Runtime.Parity is not null)
        {
            ParityMode.CopyArguments(method, ref arguments);
        }

        _enumeration = new GrainEnumeration<TRequest, TItem>(reference, method, arguments);
        _enumeratorToken = cancellationToken;
        _argumentToken = request.CancellationToken;
        _enumeratorRegistration = Register(_enumeratorToken);
        _argumentRegistration = Register(_argumentToken);
    }

    public TItem Current { get; private set; } = default!;

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_disposed)
        {
            return false;
        }

        _enumeratorToken.ThrowIfCancellationRequested();
        _argumentToken.ThrowIfCancellationRequested();
        var found = await new EnumerationStep<TRequest, TItem>(_enumeration, _enumeratorToken, _argumentToken).Dispatch();
        if (found)
        {
            Current = _enumeration.Current;
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _enumeratorRegistration.DisposeAsync();
        await _argumentRegistration.DisposeAsync();
        if (_enumeration.EndConsumption() is { } activation)
        {
            await new EnumerationClosing<TRequest, TItem>(_enumeration, activation).Dispatch();
        }
    }

    private CancellationTokenRegistration Register(CancellationToken token) =>
        token.CanBeCanceled
            ? token.UnsafeRegister(static state => ((GrainEnumeration<TRequest, TItem>)state!).Cancel(), _enumeration)
            : default;
}
