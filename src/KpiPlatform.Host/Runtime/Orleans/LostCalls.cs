using System.Diagnostics.CodeAnalysis;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Ends a gateway's calls that were under way to a host that has died. The runtime ends such calls of hosts that run grains as soon as membership
/// declares the other dead; a client of the cluster does not know where its calls are carried out, and would wait for the call timeout. Nor does this:
/// it ends all that were begun before, since a call that takes so long is rare and one that was carried out may be sent again. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Calls still look at the source of a round that has ended; it has no timer, and nothing else to let go.")]
internal sealed class LostCalls : IOutgoingGrainCallFilter
{
    private CancellationTokenSource _round = new();

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // Before the call begins: one that is begun while the round ends is ended too early rather than never.
        var ended = Volatile.Read(ref _round).Token;
        var call = context.Invoke();
        try
        {
            await call.WaitAsync(ended);
        }
        catch (OperationCanceledException exception) when (ended.IsCancellationRequested && !call.IsCompleted)
        {
            // What comes of it later is nobody's.
            _ = call.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new SiloUnavailableException("A host was lost while the call was under way; whether it was carried out is unknown.", exception);
        }
    }

    /// <summary>Begins a new round: calls from now on are not among those that the result ends.</summary>
    /// <returns>Ends the calls of the round before that have no answer yet, with <see cref="SiloUnavailableException"/>.</returns>
    public Func<Task> NextRound()
    {
        var round = Interlocked.Exchange(ref _round, new());
        return round.CancelAsync;
    }
}
