using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>A runtime on one thread with its own clock: the clock moves only when nothing else can, so no test waits for real time.</summary>
internal sealed class Simulation
{
    private Simulation(SeededScheduler scheduler, ManualTime time, TestRuntime test)
    {
        Scheduler = scheduler;
        Time = time;
        Test = test;
    }

    public SeededScheduler Scheduler { get; }

    public ManualTime Time { get; }

    public TestRuntime Test { get; }

    public Journal Journal => Test.Journal;

    /// <summary>Runs a client to its end, then stops the runtime.</summary>
    public static Simulation Run(
        Func<Simulation, Task> client,
        int seed = 1,
        Action<EmbeddedRuntimeOptions>? configure = null,
        Action<IServiceCollection>? register = null)
    {
        var time = new ManualTime();
        var scheduler = new SeededScheduler(seed, time);
        var test = new TestRuntime(
            configure,
            services =>
            {
                services.AddSingleton<IGrainScheduler>(scheduler);
                register?.Invoke(services);
            },
            time);
        var simulation = new Simulation(scheduler, time, test);
        scheduler.Run(async () =>
        {
            await client(simulation);
            await test.Runtime.StopAsync(CancellationToken.None);
        });

        // The container's own awaits leave this thread; with the runtime stopped there is nothing left to wait for.
        test.DisposeAsync().AsTask().GetAwaiter().GetResult();
        scheduler.StrayThreads.ShouldBe(0, "everything ran where the scheduler decided");
        return simulation;
    }

    public T Get<T>(string key = "k")
        where T : IGrainWithStringKey => Test.Get<T>(key);

    /// <summary>Lets time pass, with everything that happens meanwhile.</summary>
    public Task Pass(TimeSpan time) => Task.Delay(time, Time);
}
