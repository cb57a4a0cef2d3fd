using System.CommandLine;
using KpiPlatform.Cli.Benchmarks;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi benchmark compare|set|list|show|delete</c>.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(CommandRunner runner) =>
        new("benchmark", "Holds indicators against the tenant's own past, values that it enters, and its industry.")
        {
            Compare(runner),
            Set(runner),
            List(runner),
            Show(runner),
            Delete(runner),
        };

    private static Command Compare(CommandRunner runner)
    {
        var indicator = new Argument<string>("indicator") { Description = "Id of the indicator, such as csat." };
        var period = new Option<string>("--period") { Description = "1997-03, 1997-Q1, last-month, … Default: last-month.", HelpName = "period", DefaultValueFactory = _ => "last-month" };
        var component = Component();
        var history = new Option<int>("--history") { Description = "Periods before it that best, worst and median are of, 1 to 60. Default: 12.", HelpName = "n" };
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("compare", "Holds an indicator's value for a period against everything there is to compare it with.") { indicator, period, component, history, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new CompareBenchmarksRequest
            {
                Parent = session.Tenant,
                Indicator = session.Get(indicator),
                Component = session.Get(component) ?? "",
                Period = session.Get(period),
                HistoryPeriods = session.Get(history),
                Token = session.Get(token) ?? "",
            };
            var compared = await session.Benchmarks.CompareBenchmarksAsync(request, session.Unary(cancellationToken));
            await Answer.WriteAsync(session.Environment, session.Get(output), compared, ComparedBenchmark.Csv, ComparedBenchmark.Of(compared), () => ComparedBenchmark.Render(compared));
        });
    }

    private static Command Set(CommandRunner runner)
    {
        var id = Id();
        var indicator = new Option<string>("--indicator") { Description = "Id of the indicator.", HelpName = "id", Required = true };
        var component = Component();
        var value = new Option<double>("--value") { Description = "In the indicator's unit.", HelpName = "number", Required = true };
        var date = new Option<string>("--date") { Description = "Local date from which it holds, 2026-01-01.", HelpName = "date", Required = true };
        var source = new Option<string>("--source") { Description = "Who says so.", HelpName = "text", Required = true };
        var comment = new Option<string?>("--comment") { Description = "What there is to say about it.", HelpName = "text" };
        var command = new Command("set", "Enters a value to compare with, or changes it.") { id, indicator, component, value, date, source, comment };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var benchmark = new Benchmark
            {
                Name = ResourceNames.Benchmark(session.Tenant, session.Get(id)),
                Indicator = session.Get(indicator),
                Component = session.Get(component) ?? "",
                Value = session.Get(value),
                Date = TimeArgument.Date(session.Get(date), "--date") ?? "",
                Source = session.Get(source),
                Comment = session.Get(comment) ?? "",
            };
            var made = await session.Benchmarks.UpdateBenchmarkAsync(new UpdateBenchmarkRequest { Benchmark = benchmark, AllowMissing = true }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"set {made.Name}");
        });
    }

    private static Command List(CommandRunner runner)
    {
        var indicator = new Option<string?>("--indicator") { Description = "Only of this indicator.", HelpName = "id" };
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("list", "Lists the values entered.") { indicator, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Tenant;
            var benchmarks = ListOptions.PageAsync(session, session.Get(limit), async (size, token, ct) =>
            {
                var request = new ListBenchmarksRequest { Parent = parent, Indicator = session.Get(indicator) ?? "", PageSize = size, PageToken = token };
                var page = await session.Benchmarks.ListBenchmarksAsync(request, session.Unary(ct));
                return ((IReadOnlyList<Benchmark>)page.Benchmarks, page.NextPageToken);
            }, cancellationToken);
            await BenchmarkView.View.WriteListAsync(session.Environment, session.Get(output), benchmarks, "No benchmarks.", cancellationToken);
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var id = Id();
        var output = new OutputOption();
        var command = new Command("show", "Shows a value entered.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new GetBenchmarkRequest { Name = ResourceNames.Benchmark(session.Tenant, session.Get(id)) };
            var benchmark = await session.Benchmarks.GetBenchmarkAsync(request, session.Unary(cancellationToken));
            await BenchmarkView.View.WriteOneAsync(session.Environment, session.Get(output), benchmark, one => Tables.Build(BenchmarkView.View.Table, [one]));
        });
    }

    private static Command Delete(CommandRunner runner)
    {
        var id = Id();
        var command = new Command("delete", "Takes a value back.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Benchmark(session.Tenant, session.Get(id));
            await session.Benchmarks.DeleteBenchmarkAsync(new DeleteBenchmarkRequest { Name = name }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {name}");
        });
    }

    private static Argument<string> Id() => new("id") { Description = "Id of the benchmark: a-z, 0-9, \"-\" and \"_\"." };

    private static Option<string?> Component() => new("--component") { Description = "Part of the indicator, of one with several, such as lost of base_movement.", HelpName = "id" };
}
