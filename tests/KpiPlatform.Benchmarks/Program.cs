using System.Text.Json;
using KpiPlatform.Benchmarks;

var commands = typeof(IBenchmarkCommand).Assembly.GetTypes()
    .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IBenchmarkCommand).IsAssignableFrom(t))
    .Select(t => (IBenchmarkCommand)Activator.CreateInstance(t)!)
    .OrderBy(c => c.Name, StringComparer.Ordinal)
    .ToArray();
var command = Array.Find(commands, c => c.Name == args.FirstOrDefault());
if (command is null)
{
    Console.WriteLine("usage: <command> [--json FILE] [options]");
    foreach (var known in commands)
    {
        Console.WriteLine($"  {known.Name,-12} {known.Summary}");
    }

    return args.Length == 0 ? 0 : 2;
}

BenchmarkArguments arguments;
try
{
    arguments = BenchmarkArguments.Parse(args.AsSpan(1));
}
catch (UsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

// A misspelt option would measure something else than what was asked for.
if (arguments.NotIn($"{command.Summary} --json").FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"{command.Name} has no option --{unknown}.");
    Console.Error.WriteLine($"  {command.Name,-12} {command.Summary}");
    return 2;
}

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interruption.Cancel();
};
var report = new BenchmarkReport(command.Name);
try
{
    await command.RunAsync(arguments, report, interruption.Token);
}
catch (Exception exception) when (exception is InvalidOperationException or Grpc.Core.RpcException or OperationCanceledException)
{
    Console.Error.WriteLine(exception);
    return 1;
}

catch (UsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

report.Print(Console.Out);
if (arguments.Get("json") is { } file)
{
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report.ToJson(), BenchmarkReport.JsonOptions));
}

return 0;
