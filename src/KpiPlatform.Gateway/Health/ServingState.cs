namespace KpiPlatform.Gateway.Health;

/// <summary>
/// Whether this server takes calls, as health checks report it: unless it drains, and unless it is cut off from the grains that would answer. Taking
/// calls from the start. Thread-safe.
/// </summary>
public sealed class ServingState
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isServing = true;
    private bool _hasGrains = true;

    /// <summary>Whether calls are to come here. A host sets it to false while it drains, and load balancers send calls elsewhere.</summary>
    public bool IsServing
    {
        get
        {
            lock (_lock)
                return _isServing;
        }

        set => Change(ref _isServing, value);
    }

    /// <summary>Whether grains can be reached; always, where they run in this process. A gateway sets it to false while no host with grains answers.</summary>
    public bool HasGrains
    {
        get
        {
            lock (_lock)
                return _hasGrains;
        }

        set => Change(ref _hasGrains, value);
    }

    /// <summary>Whether a call that comes now is carried out, and a task that completes when either of the two has changed.</summary>
    public (bool TakesCalls, Task Changed) Look()
    {
        lock (_lock)
            return (_isServing && _hasGrains, _changed.Task);
    }

    private void Change(ref bool field, bool value)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (field == value)
                return;
            field = value;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
