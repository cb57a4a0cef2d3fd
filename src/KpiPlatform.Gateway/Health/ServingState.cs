namespace KpiPlatform.Gateway.Health;

/// <summary>
/// Whether this server takes calls, as health checks report it. Serving from the start; a host sets <see cref="IsServing"/> to false
/// while it drains, and load balancers send calls elsewhere. Thread-safe.
/// </summary>
public sealed class ServingState
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isServing = true;

    /// <summary>Whether calls are taken.</summary>
    public bool IsServing
    {
        get
        {
            lock (_lock)
                return _isServing;
        }

        set
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                if (_isServing == value)
                    return;
                _isServing = value;
                changed = _changed;
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }

    /// <summary>The state now, and a task that completes when it is another.</summary>
    public (bool IsServing, Task Changed) Look()
    {
        lock (_lock)
            return (_isServing, _changed.Task);
    }
}
