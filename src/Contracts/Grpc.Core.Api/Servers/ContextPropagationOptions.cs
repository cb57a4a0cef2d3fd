namespace Grpc.Core;

/// <summary>What of a server call is handed on to the calls it makes. Immutable.</summary>
/// <param name="propagateDeadline">Whether the deadline is handed on; it is by default.</param>
/// <param name="propagateCancellation">Whether cancellation is handed on; it is by default.</param>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Everything is handed on.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Whether the deadline is handed on.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether cancellation is handed on.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}
