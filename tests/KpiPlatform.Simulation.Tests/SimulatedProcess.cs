using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Simulation.Tests;

/// <summary>A process: its turns, tasks and timers happen when the world says so, and never again once it is killed.</summary>
internal sealed class SimulatedProcess(SimulatedWorld world, TimeSpan clockSkew = default) : TaskScheduler, IGrainScheduler
{
    /// <summary>Whether it was not killed.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>The process's own clock, which may go before or after the world's.</summary>
    public TimeProvider Time => field ??= new Clock(world, this, clockSkew);

    bool IGrainScheduler.RunsInline => false;

    int IGrainScheduler.TurnsPerSlice => 1;

    /// <summary>Ends it at once: nothing of it is disposed, closed or told.</summary>
    public void Kill() => IsAlive = false;

    /// <summary>Does something in the process.</summary>
    public Task Run(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    void IGrainScheduler.Schedule(IThreadPoolWorkItem turns) => world.Add(this, turns.Execute);

    protected override void QueueTask(Task task) => world.Add(this, () => TryExecuteTask(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    private sealed class Clock(SimulatedWorld world, SimulatedProcess process, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => world.Now + skew;

        public override long GetTimestamp() => world.Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new SimulatedTimer(world, process, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }
}
