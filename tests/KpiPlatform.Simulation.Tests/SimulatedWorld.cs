using System.Runtime.ExceptionServices;

namespace KpiPlatform.Simulation.Tests;

/// <summary>
/// One thread, one clock, and an order drawn from a seed: whatever any process has to do next lies here, and one thing at a time is done. The clock
/// goes on when nothing can be done. The same seed gives the same run.
/// </summary>
internal sealed class SimulatedWorld
{
    private const int MaxSteps = 3_000_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(6);
    private readonly List<(SimulatedProcess Owner, Action Run)> _ready = [];
    private readonly PriorityQueue<SimulatedTimer, (DateTimeOffset Due, long Order)> _timers = new();
    private readonly Lock _gate = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _timersSet;
    private volatile string? _stray;

    public SimulatedWorld(int seed) => Random = new Random(seed);

    public Random Random { get; }

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>What has been done so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs a client to its end.</summary>
    public void Run(Func<SimulatedProcess, Task> client)
    {
        // That of the test framework would take what belongs to processes.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            RunAlone(client);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void RunAlone(Func<SimulatedProcess, Task> client)
    {
        var process = new SimulatedProcess(this);
        var running = process.Run(() => client(process));
        while (!running.IsCompleted)
        {
            if (_stray is { } stack)
                throw new InvalidOperationException($"Something ran where the world does not decide: {stack}");
            if (Steps++ > MaxSteps || Now - Start > MaxTime)
                throw new InvalidOperationException($"After {Steps} steps, at {Now:O}, the client still waits.");
            if (!RunOne() && !FireNext())
                throw new InvalidOperationException("Nothing can run, no timer is set, and the client waits: deadlock.");
        }

        if (running.Exception is { } exception)
            ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
    }

    public bool OneIn(int chances) => Random.Next(chances) == 0;

    public void Add(SimulatedProcess owner, Action run)
    {
        lock (_gate)
        {
            RequireOwnThread();
            _ready.Add((owner, run));
        }
    }

    public void Set(SimulatedTimer timer, TimeSpan due)
    {
        RequireOwnThread();
        _timers.Enqueue(timer, (Now + due, _timersSet++));
    }

    /// <summary>Whatever uses the thread pool would be done when the machine likes.</summary>
    private void RequireOwnThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            _stray ??= Environment.StackTrace;
    }

    private bool RunOne()
    {
        (SimulatedProcess Owner, Action Run) next;
        lock (_gate)
        {
            if (_ready.Count == 0)
                return false;
            var index = Random.Next(_ready.Count);
            next = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }

        if (next.Owner.IsAlive)
            next.Run();
        return true;
    }

    private bool FireNext()
    {
        while (_timers.TryDequeue(out var timer, out var at))
        {
            if (!timer.IsDueAt(at.Order))
                continue;
            Now = at.Due > Now ? at.Due : Now;
            timer.Fire();
            return true;
        }

        return false;
    }

    /// <summary>Number that the next timer to be set gets: what tells its latest setting from those before.</summary>
    public long NextOrder => _timersSet;
}
