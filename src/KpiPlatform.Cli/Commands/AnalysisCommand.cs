using System.CommandLine;
using KpiPlatform.Cli.Analysis;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi analysis cohorts|compare|correlate|drivers</c>.</summary>
internal static class AnalysisCommand
{
    private const int DefaultSteps = 12;

    public static Command Create(CommandRunner runner) =>
        new("analysis", "Looks at customers and indicators side by side: cohorts, groups, correlations, drivers.")
        {
            Cohorts(runner),
            Compare(runner),
            Correlate(runner),
            Drivers(runner),
        };

    private static Command Cohorts(CommandRunner runner)
    {
        var from = new Option<string>("--from") { Description = "Local date in the month of the first cohort.", HelpName = "date", Required = true };
        var to = new Option<string?>("--to") { Description = "Local date after the month of the last cohort. Default: tomorrow.", HelpName = "date" };
        var days = new Option<int>("--days") { Description = "Rolling steps of so many days from each customer's own start, 1 to 366. Default: calendar months.", HelpName = "n" };
        var by = new Option<string>("--by") { Description = "What makes a customer join: first-purchase or acquisition (a purchase or a subscription).", HelpName = "start", DefaultValueFactory = _ => "first-purchase" };
        var dimension = new Option<string?>("--dimension") { Description = "Cohorts of their own for each value of this dimension of the tenant.", HelpName = "id" };
        var steps = new Option<int>("--steps") { Description = "Steps shown in the table; the other formats have all.", HelpName = "n", DefaultValueFactory = _ => DefaultSteps };
        var asOf = ListOptions.AsOf();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("cohorts", "How many of the customers who joined in a month ordered again, month by month or by rolling days.")
        {
            from, to, days, by, dimension, steps, asOf, token, output,
        };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var start = QueryCohortsRequest.Descriptor.FindFieldByName("cohort_start").EnumType;
            var request = new QueryCohortsRequest
            {
                Parent = session.Tenant,
                StartDate = TimeArgument.Date(session.Get(from), "--from") ?? "",
                EndDate = TimeArgument.Date(session.Get(to), "--to") ?? "",
                IntervalDays = session.Get(days),
                CohortStart = (CohortStart)(EnumText.Find(start, session.Get(by)) ?? throw CliException.Usage($"--by is one of {EnumText.Choices(start)}; '{session.Get(by)}' is not")).Number,
                Dimension = session.Get(dimension) ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
            };
            var response = await session.Analysis.QueryCohortsAsync(request, session.Unary(cancellationToken));
            await Answer.WriteAsync(
                session.Environment, session.Get(output), response, CohortCellRow.Csv, response.Cohorts.SelectMany(CohortCellRow.Of), () => CohortTableView.Render(response, Math.Max(1, session.Get(steps))));
        });
    }

    private static Command Compare(CommandRunner runner)
    {
        var indicator = new Argument<string>("indicator") { Description = "Id of the indicator, such as csat." };
        var period = Period();
        var dimension = new Option<string?>("--dimension") { Description = "The values of this dimension are the groups.", HelpName = "id" };
        var segments = new Option<string[]>("--segment") { Description = "A segment, as of now, is a group; may be repeated. The rest of the customers is one more.", HelpName = "id" };
        var lifecycle = new Option<bool>("--lifecycle") { Description = "The stages of the lifecycle, as of now, are the groups." };
        var reference = new Option<string?>("--with") { Description = "Group that the others are compared with. Default: the first.", HelpName = "group" };
        var asOf = ListOptions.AsOf();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("compare", "Compares an indicator between groups, with an interval of each difference.") { indicator, period, dimension, segments, lifecycle, reference, asOf, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new CompareGroupsRequest
            {
                Parent = session.Tenant,
                Indicator = session.Get(indicator),
                Period = session.Get(period),
                Dimension = session.Get(dimension) ?? "",
                ByLifecycle = session.Get(lifecycle),
                Reference = session.Get(reference) ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
            };
            request.Segments.AddRange(session.Get(segments) ?? []);
            if ((request.Dimension.Length > 0 ? 1 : 0) + (request.Segments.Count > 0 ? 1 : 0) + (request.ByLifecycle ? 1 : 0) != 1)
                throw CliException.Usage("say what the groups are: one of --dimension ID, --segment ID (may be repeated) and --lifecycle");
            var response = await session.Analysis.CompareGroupsAsync(request, session.Unary(cancellationToken));
            await Answer.WriteAsync(session.Environment, session.Get(output), response, ComparisonTable.Csv, response.Groups, () => ComparisonTable.Render(response));
        });
    }

    private static Command Correlate(CommandRunner runner)
    {
        var indicator = new Argument<string>("indicator") { Description = "Id of an indicator." };
        var other = new Argument<string>("other") { Description = "Id of the one that may follow it." };
        var from = new Option<string>("--from") { Description = "First local date.", HelpName = "date", Required = true };
        var to = new Option<string?>("--to") { Description = "Local date after the end. Default: tomorrow; periods that are not over are left out.", HelpName = "date" };
        var by = new Option<string>("--by") { Description = "day, week, month, quarter or year.", HelpName = "length", DefaultValueFactory = _ => "month" };
        var asOf = ListOptions.AsOf();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("correlate", "How two indicators move together, at once and up to six periods later.") { indicator, other, from, to, by, asOf, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var granularity = QueryIndicatorRequest.Descriptor.FindFieldByName("granularity").EnumType;
            var length = EnumText.Find(granularity, session.Get(by)) ?? throw CliException.Usage($"--by is one of {EnumText.Choices(granularity)}; '{session.Get(by)}' is not");
            var request = new CorrelateIndicatorsRequest
            {
                Parent = session.Tenant,
                Indicator = session.Get(indicator),
                OtherIndicator = session.Get(other),
                Granularity = (Granularity)length.Number,
                StartDate = TimeArgument.Date(session.Get(from), "--from") ?? "",
                EndDate = TimeArgument.Date(session.Get(to), "--to") ?? "",
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
            };
            var response = await session.Analysis.CorrelateIndicatorsAsync(request, session.Unary(cancellationToken));
            await Answer.WriteAsync(session.Environment, session.Get(output), response, CorrelationTable.Csv, response.Correlations, () => CorrelationTable.Render(response));
        });
    }

    private static Command Drivers(CommandRunner runner)
    {
        var survey = new Argument<string?>("survey") { Description = "Id of the survey. Default: all surveys of --outcome.", Arity = ArgumentArity.ZeroOrOne };
        var period = Period();
        var outcome = new Option<string>("--outcome") { Description = "csat or nps, where no survey is named.", HelpName = "type", DefaultValueFactory = _ => "csat" };
        var item = new Option<string?>("--item") { Description = "Item of the survey. Default: its main question.", HelpName = "id" };
        var where = new Option<string[]>("--where") { Description = "Only answers with this value of a dimension; may be repeated.", HelpName = "dimension=value" };
        var asOf = ListOptions.AsOf();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("drivers", "Which factors rated beside an answer go with it, by relative importance. Correlation, not cause.") { survey, period, outcome, item, where, asOf, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var types = AnalyseDriversRequest.Descriptor.FindFieldByName("outcome").EnumType;
            var request = new AnalyseDriversRequest
            {
                Parent = session.Tenant,
                Survey = session.Get(survey) ?? "",
                Outcome = (SurveyType)(EnumText.Find(types, session.Get(outcome)) ?? throw CliException.Usage($"--outcome is csat or nps; '{session.Get(outcome)}' is not")).Number,
                Item = session.Get(item) ?? "",
                Period = session.Get(period),
                AsOfTime = await TimeArgument.ResolveAsync(session, session.Get(asOf), "--as-of", cancellationToken),
                Token = session.Get(token) ?? "",
            };
            foreach (var condition in session.Get(where) ?? [])
            {
                var equals = condition.IndexOf('=');
                if (equals <= 0)
                    throw CliException.Usage($"--where is dimension=value; '{condition}' is not");
                request.Dimensions.Add(new DimensionCondition { Dimension = condition[..equals], Value = condition[(equals + 1)..] });
            }

            var response = await session.Analysis.AnalyseDriversAsync(request, session.Unary(cancellationToken));
            await Answer.WriteAsync(session.Environment, session.Get(output), response, DriverTable.Csv, response.Drivers, () => DriverTable.Render(response));
        });
    }

    private static Option<string> Period() => new("--period")
    {
        Description = "1997-03, 1997-Q1, 1997-03-01/1997-06-01 (end exclusive), last-month, last-90-days, …",
        HelpName = "period",
        Required = true,
    };
}
