namespace Grpc.Core;

/// <summary>What a server call hands on to the calls it makes. Opaque; only transports that support propagation create one.</summary>
public abstract class ContextPropagationToken
{
    // Transports derive inside this assembly only, so that a token of one is never given to another.
    private protected ContextPropagationToken()
    {
    }
}
