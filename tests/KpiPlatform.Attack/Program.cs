using System.CommandLine;
using KpiPlatform.Attack;
using KpiPlatform.Attack.Attacks;
using KpiPlatform.Attack.Fuzz;

var only = new Option<string[]>("--only") { Description = "Attacks to make; default all.", AllowMultipleArgumentsPerToken = true };
only.AcceptOnlyFromAmong([.. Attack.All.Select(attack => attack.Name)]);
var rounds = new Option<int>("--rounds") { Description = "Rounds under attack, each between two without.", DefaultValueFactory = _ => 5 };
var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = _ => 4 };
var connections = new Option<int>("--connections") { Description = "Idle connections.", DefaultValueFactory = _ => 10_000 };
var processors = new Option<string?>("--server-processors") { Description = "Processors that the server may use, as taskset takes them; default all." };
var root = new RootCommand("Attacks a server of its own on the loopback while honest callers go on, and prints what is left of their throughput.") { only, rounds, seconds, connections, processors };
root.SetAction(async (parse, cancellationToken) =>
{
    var chosen = parse.GetValue(only) is { Length: > 0 } names ? Attack.All.Where(attack => names.Contains(attack.Name)).ToList() : Attack.All;
    await using var run = await AttackRun.StartAsync(parse.GetValue(processors), cancellationToken);
    Console.WriteLine(FormattableString.Invariant($"{parse.GetValue(rounds)} rounds of {parse.GetValue(seconds)} s; memory of the server in MiB: before, peak, after; processors busy in the server, and in attackers and honest callers"));
    Console.WriteLine("| attack | quiet/s | attacked/s | ratio | least | most | failed | memory | busy | sent | closed | open |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
    var isHeld = true;
    foreach (var attack in chosen)
    {
        var result = await run.RunAsync(attack, parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(connections), cancellationToken);
        Console.WriteLine(FormattableString.Invariant(
            $"| {result.Name} | {result.Quiet:0} | {result.Attacked:0} | {result.Ratio:0.00} | {result.Ratios.Least:0.00} | {result.Ratios.Most:0.00} | {result.Failed} | {result.Before >> 20} {result.Peak >> 20} {result.After >> 20} | {result.ServerLoad:0.00} {result.RigLoad:0.00} | {result.Sent} | {result.Closed} | {result.OpenMax} |"));
        if (result.FirstFailure.Length > 0)
            Console.WriteLine("  " + result.FirstFailure);
        isHeld &= result.Lives && result.Failed == 0;
        if (!result.Lives)
        {
            Console.WriteLine($"The server does not answer any more.\n{run.Output}");
            break;
        }
    }

    Console.WriteLine(isHeld ? "The server lives, and no honest call failed." : "The server died, or honest calls failed.");
    return isHeld ? 0 : 1;
});
var calls = new Option<int>("--calls") { Description = "How many calls.", DefaultValueFactory = _ => 100_000 };
var seed = new Option<int>("--seed") { Description = "Decides the requests.", DefaultValueFactory = _ => 1 };
var fuzz = new Command("fuzz", "Calls every method with names, ids, filters and tokens of three tenants mixed up, and looks for a byte of another tenant in the answers.") { calls, seed };
fuzz.SetAction(async (parse, cancellationToken) =>
{
    var report = await FuzzRun.RunAsync(parse.GetValue(calls), parse.GetValue(seed), cancellationToken);
    Console.WriteLine($"{report.Methods.Values.Sum()} calls of {report.Methods.Count} methods, {report.Bytes} bytes of answers");
    foreach (var (code, count) in report.Codes.OrderByDescending(pair => pair.Value))
        Console.WriteLine($"  {code,-20} {count}");
    Console.WriteLine($"  left open            {report.Left}");
    Console.WriteLine($"refused: {report.Denied}, in the audit log: {report.Audited} ({report.Unknown} calls whose end is not known)");
    if (report.Log.Length > 0)
        Console.WriteLine(report.Log);
    foreach (var line in report.Leaks.Concat(report.Faults))
        Console.WriteLine(line.Length > 600 ? line[..600] : line);
    Console.WriteLine($"{report.Leaks.Count} leaks, {report.Faults.Count} faults, {(report.Lives ? "the server lives" : "the server is dead")}");
    return report is { Leaks.IsEmpty: true, Faults.IsEmpty: true, Lives: true } && report.Audited >= report.Denied && report.Audited <= report.Denied + report.Unknown ? 0 : 1;
});
root.Subcommands.Add(fuzz);
return await root.Parse(args).InvokeAsync();
