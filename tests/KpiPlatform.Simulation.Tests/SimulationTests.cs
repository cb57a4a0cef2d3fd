using System.Globalization;
using Xunit.Abstractions;

namespace KpiPlatform.Simulation.Tests;

/// <summary>Grains, runtime and writer as they are, under a seeded scheduler, a clock of their own and a database with faults.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 1_000;

    /// <summary>So many runs have the averages that runs have; one alone may have next to nothing lost in it.</summary>
    private const int SeedsOfAnAverage = 100;

    /// <summary>How many seeds: KPI_SIMULATION_SEEDS, and the first of them: KPI_SIMULATION_FIRST_SEED, which a failure names.</summary>
    [Fact]
    public void Run_OfManySeeds_LosesNothingAndCountsNothingTwice()
    {
        var (seeds, first) = (Setting("KPI_SIMULATION_SEEDS", DefaultSeeds), Setting("KPI_SIMULATION_FIRST_SEED", 0));
        var results = new SimulationResult[seeds];

        // Each run has one thread, and knows of no other.
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => results[i] = SimulatedRun.Run(first + i));
        var acknowledged = results.Sum(result => (long)result.Acknowledged);
        var servers = results.Sum(result => (long)result.Servers);
        var inDoubt = results.Sum(result => (long)result.InDoubt);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds} seeds from {first}: {acknowledged} interactions acknowledged by {servers} servers in {results.Sum(result => (long)result.Steps)} steps, {inDoubt} requests lost, {results.Sum(result => result.Fenced)} commits fenced."));

        // The runs are worth something.
        if (seeds < SeedsOfAnAverage)
            return;
        acknowledged.ShouldBeGreaterThan(seeds * 20L);
        servers.ShouldBeGreaterThan(seeds * 2L);
        inDoubt.ShouldBeGreaterThan(seeds);
    }

    [Fact]
    public void Run_OfTheSameSeedAgain_IsTheSameRun()
    {
        for (var seed = 0; seed < 12; seed++)
            SimulatedRun.Run(seed).ShouldBe(SimulatedRun.Run(seed));
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
