namespace KpiPlatform.Grains;

/// <summary>
/// Lets one at a time through a section of a grain that awaits, in order of arrival. For use on a grain's turns only: it has no
/// lock, because turns of one activation never run at once.
/// </summary>
internal sealed class AsyncGate
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Enters; completes at once if nobody is inside. Leave by <see cref="Leave"/>.</summary>
    public Task EnterAsync()
    {
        if (!_taken)
        {
            _taken = true;
            return Task.CompletedTask;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(turn);
        return turn.Task;
    }

    /// <summary>Leaves, and lets the next one in.</summary>
    public void Leave()
    {
        if (_waiting.TryDequeue(out var next))
            next.SetResult();
        else
            _taken = false;
    }
}
