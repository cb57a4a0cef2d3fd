using System.CommandLine;
using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Definitions;
using KpiPlatform.Cli.Indicators;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary>The commands that <c>kpi measure</c> and <c>kpi indicator</c> have alike.</summary>
internal static class DefinitionCommands
{
    /// <summary><c>apply -f</c>: one file can hold measures and the indicators over them.</summary>
    public static Command Apply(CommandRunner runner, string description, string what)
    {
        var file = new Option<string>("--file", "-f") { Description = "YAML file; - for the standard input.", HelpName = "file", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check only, each against what there is already: say what would be done." };
        var command = new Command("apply", description) { file, dryRun };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var source = await YamlSource.LoadAsync(session.Get(file), session.Environment, cancellationToken);
            var wanted = DefinitionsFile.Read(source, session.Tenant, what);
            var apply = new DefinitionApply(session, session.Get(dryRun));
            foreach (var measure in wanted.MeasureList)
                await session.Environment.Output.WriteLineAsync($"{await apply.RunAsync(measure, cancellationToken)} {measure.Name}");
            foreach (var indicator in wanted.IndicatorList)
                await session.Environment.Output.WriteLineAsync($"{await apply.RunAsync(indicator, cancellationToken)} {indicator.Name}");
        });
    }

    /// <summary><c>kpi measure show</c>.</summary>
    public static Command ShowMeasure(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the measure." };
        var output = new OutputOption();
        var command = new Command("show", "Shows a measure: what it counts, and how.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new GetMeasureRequest { Name = ResourceNames.Measure(session.Tenant, session.Get(id)) };
            var measure = await session.Definitions.GetMeasureAsync(request, session.Unary(cancellationToken));
            await MeasureView.View.WriteOneAsync(session.Environment, session.Get(output), measure, MeasureView.Details);
        });
    }

    /// <summary><c>kpi indicator show</c>.</summary>
    public static Command ShowIndicator(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the indicator, such as churn_rate." };
        var output = new OutputOption();
        var command = new Command("show", "Shows an indicator: what it means, and the formula of one of the tenant's own.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new GetIndicatorRequest { Name = ResourceNames.Indicator(session.Tenant, session.Get(id)) };
            try
            {
                var indicator = await session.Definitions.GetIndicatorAsync(request, session.Unary(cancellationToken));
                await IndicatorDefinitionView.View.WriteOneAsync(session.Environment, session.Get(output), indicator, IndicatorDefinitionView.Details);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
            {
                // One that is built in has no definition to be edited, but is described like any other.
                var catalogue = await session.Scorecards.ListIndicatorsAsync(new ListIndicatorsRequest { Parent = session.Tenant }, session.Unary(cancellationToken));
                if (catalogue.Indicators.FirstOrDefault(i => i.Id == session.Get(id)) is not { } builtIn)
                    throw;
                await IndicatorDescriptionView.View.WriteOneAsync(session.Environment, session.Get(output), builtIn, IndicatorDescriptionView.Details);
            }
        });
    }

    /// <summary><c>kpi indicator check</c>: exit code 1 if the formula is wrong.</summary>
    public static Command Check(CommandRunner runner)
    {
        var formula = new Argument<string>("formula") { Description = "The formula, such as 'percent(retained, base_at_start)'; - for the standard input." };
        var output = new OutputOption();
        var command = new Command("check", "Reads a formula and says what it is, or what is wrong with it and where. Stores nothing.") { formula, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var text = session.Get(formula);
            if (text == "-")
            {
                using var input = new StreamReader(session.Environment.OpenInput());
                text = await input.ReadToEndAsync(cancellationToken);
            }

            var request = new CheckFormulaRequest { Parent = session.Tenant, Formula = text };
            var answer = await session.Definitions.CheckFormulaAsync(request, session.Unary(cancellationToken));
            await FormulaView.WriteAsync(session.Environment, session.Get(output), text, answer);
            return answer.Error is null ? ExitCodes.Success : ExitCodes.Failure;
        });
    }

    /// <summary><c>kpi measure delete</c>.</summary>
    public static Command DeleteMeasure(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of a measure of the tenant's own." };
        var command = new Command("delete", "Deletes a measure of the tenant's own that no formula uses.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Measure(session.Tenant, session.Get(id));
            await session.Definitions.DeleteMeasureAsync(new DeleteMeasureRequest { Name = name }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {name}");
        });
    }

    /// <summary><c>kpi indicator delete</c>.</summary>
    public static Command DeleteIndicator(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of an indicator of the tenant's own." };
        var command = new Command("delete", "Deletes an indicator of the tenant's own that no formula and no scorecard uses.") { id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Indicator(session.Tenant, session.Get(id));
            await session.Definitions.DeleteIndicatorAsync(new DeleteIndicatorRequest { Name = name }, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"deleted {name}");
        });
    }
}
