using System.CommandLine;
using System.Diagnostics;
using KpiPlatform.Crash;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Testing.Databases;

var database = new Option<string>("--database") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => "both" };
database.AcceptOnlyFromAmong("sqlite", "postgres", "both");
var seed = new Option<int>("--seed") { Description = "Decides what is not decided by timing.", DefaultValueFactory = _ => 1 };
var kills = new Option<int>("--kills") { Description = "Kills at each stage, or at any moment.", DefaultValueFactory = _ => 20 };
var duplicates = new Option<double>("--duplicates") { Description = "Share of what is sent that was answered before, 0 to 0.5.", DefaultValueFactory = _ => 0.2 };
var stage = new Option<IngestStage[]>("--stage") { Description = "Only these stages of the scenario \"stages\"; all of them otherwise.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Enum.GetValues<IngestStage>() };
var results = new Option<string?>("--results") { Description = "Directory to keep the output in, by date, commit and command.", HelpName = "DIR" };
var root = new RootCommand("Kills the server in every way that comes to mind while it records, and holds what is left against what it acknowledged.");
foreach (var scenario in Scenarios.All)
{
    var command = new Command(scenario.Name, scenario.Summary) { database, seed, kills, duplicates, stage, results };
    command.SetAction((parse, cancellationToken) => RunAsync(
        [scenario], parse.GetValue(database)!, parse.GetValue(seed), parse.GetValue(kills), parse.GetValue(duplicates), parse.GetValue(stage)!, parse.GetValue(results), cancellationToken));
    root.Subcommands.Add(command);
}

var all = new Command("all", "Every scenario, one after the other.") { database, seed, kills, duplicates, stage, results };
all.SetAction((parse, cancellationToken) => RunAsync(
    Scenarios.All, parse.GetValue(database)!, parse.GetValue(seed), parse.GetValue(kills), parse.GetValue(duplicates), parse.GetValue(stage)!, parse.GetValue(results), cancellationToken));
root.Subcommands.Add(all);
return await root.Parse(args).InvokeAsync();

static async Task<int> RunAsync(IReadOnlyList<Scenario> scenarios, string databases, int seed, int kills, double duplicates, IngestStage[] stages, string? results, CancellationToken cancellationToken)
{
    await using var output = RunLog.Open(results, scenarios.Count == 1 ? scenarios[0].Name : "all", $"--database {databases} --seed {seed} --kills {kills} --duplicates {duplicates} --stage {string.Join(' ', stages)}");
    var (passed, failed) = (0, 0);
    foreach (var scenario in scenarios)
    {
        foreach (var isPostgres in new[] { false, true }.Where(postgres => databases == "both" || (databases == "postgres") == postgres))
        {
            if (isPostgres ? !scenario.OnPostgreSql : !scenario.OnSqlite)
                continue;
            if (databases == "both" && kills < ScenarioContext.WholeFrom && scenario.ShortOn is { } only && (only == "postgres") != isPostgres)
                continue;
            var watch = Stopwatch.StartNew();
            output.WriteLine($"{scenario.Name} on {(isPostgres ? "PostgreSQL" : "SQLite")}, seed {seed}:");
            try
            {
                await using var server = isPostgres ? await PostgresServer.StartAsync() : null;
                await using var store = scenario.DiskMegabytes is { } size
                    ? await RigDatabase.CreateOnSmallDiskAsync(size)
                    : await RigDatabase.CreateAsync(server);
                if (store is null)
                {
                    output.WriteLine("  not run: it mounts a small disk, which needs root.");
                    continue;
                }

                var run = new Run(store.Text, seed, duplicates) { Lives = kills < ScenarioContext.WholeFrom ? 1 : 2 };
                await scenario.RunAsync(new(run, store, server, kills, new Random(seed), output, databases == "both", stages), cancellationToken);
                if (kills >= ScenarioContext.WholeFrom && run.Made > 0 && run.Reads == 0)
                    throw new RigException("No read with a token was answered, so none was held against the ledger.");
                output.WriteLine($"  passed: {run.Made} interactions, {run.Reads} reads with tokens, {watch.Elapsed.TotalSeconds:0} s");
                passed++;
            }
            catch (Exception exception) when (exception is RigException or Grpc.Core.RpcException or TimeoutException)
            {
                output.WriteLine($"  FAILED: {exception.Message}");
                output.WriteLine($"  Again: {scenario.Name} --database {(isPostgres ? "postgres" : "sqlite")} --seed {seed} --kills {kills}");
                failed++;
            }
        }
    }

    output.WriteLine($"{passed} scenarios passed, {failed} failed");
    return failed == 0 ? 0 : 1;
}
