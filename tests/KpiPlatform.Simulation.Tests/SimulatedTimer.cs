namespace KpiPlatform.Simulation.Tests;

/// <summary>A timer of a process. It dies with its process.</summary>
internal sealed class SimulatedTimer(SimulatedWorld world, SimulatedProcess owner, TimerCallback callback, object? state) : ITimer
{
    private long _order = -1;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    /// <summary>Whether a setting is the latest, and the process lives.</summary>
    public bool IsDueAt(long order) => order == _order && owner.IsAlive;

    public void Fire()
    {
        _order = -1;
        if (_period > TimeSpan.Zero)
            Change(_period, _period);
        world.Add(owner, () => callback(state));
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _order = -1;
        if (dueTime == Timeout.InfiniteTimeSpan)
            return true;
        _order = world.NextOrder;
        world.Set(this, dueTime);
        return true;
    }

    public void Dispose() => _order = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
