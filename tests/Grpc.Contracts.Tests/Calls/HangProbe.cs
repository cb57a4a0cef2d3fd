namespace Grpc.Contracts.Tests.Calls;

/// <summary>Tells a test what the server saw of its one hanging call.</summary>
public sealed class HangProbe
{
    /// <summary>Completes with the deadline that the server saw.</summary>
    public TaskCompletionSource<DateTime> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the server saw the cancellation.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
