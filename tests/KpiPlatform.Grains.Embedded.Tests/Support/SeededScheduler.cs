using System.Runtime.ExceptionServices;

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>
/// Runs everything on the test's own thread: turns of grains and continuations of clients, one at a time, in an order drawn
/// from a seed; and when nothing can run, lets the clock go on to the next timer. The same seed gives the same run.
/// </summary>
internal sealed class SeededScheduler(int seed, ManualTime time) : SynchronizationContext, IGrainScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Action> _ready = [];
    private readonly Lock _gate = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public bool RunsInline => false;

    public int TurnsPerSlice => 1;

    public int StrayThreads { get; private set; }

    public void Schedule(IThreadPoolWorkItem turns) => Add(turns.Execute);

    public override void Post(SendOrPostCallback d, object? state) => Add(() =>
    {
        SetSynchronizationContext(this);
        d(state);
    });

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs a client to its end.</summary>
    public void Run(Func<Task> client)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var running = client();
            while (!running.IsCompleted)
            {
                if (!RunOne() && !time.FireNext(TimeSpan.FromDays(365)))
                {
                    throw new InvalidOperationException("Nothing can run, no timer is set, and the client waits: deadlock.");
                }
            }

            if (running.Exception is { } exception)
            {
                ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs what can run without the clock moving.</summary>
    public void RunToQuiescence()
    {
        while (RunOne())
        {
        }
    }

    private bool RunOne()
    {
        Action next;
        lock (_gate)
        {
            if (_ready.Count == 0)
            {
                return false;
            }

            var index = _random.Next(_ready.Count);
            next = _ready[index];
            _ready.RemoveAt(index);
        }

        next();
        return true;
    }

    private void Add(Action action)
    {
        lock (_gate)
        {
            StrayThreads += Environment.CurrentManagedThreadId == _thread ? 0 : 1;
            _ready.Add(action);
        }
    }
}
