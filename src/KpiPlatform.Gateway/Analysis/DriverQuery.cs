using KpiPlatform.Domain;
using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using NodaTime;
using SurveyType = KpiPlatform.Domain.Tenants.SurveyType;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Reads the answers of surveys from the journal and has them analysed.</summary>
internal sealed class DriverQuery(JournalScan scan, CallerDefinitions definitions, TimeProvider time)
{
    private const string Label = "correlation, not cause";

    /// <summary>Most answers that are analysed at once: they are held in memory with their factors.</summary>
    private const int MaxAnswers = 500_000;

    /// <summary>Answers a query.</summary>
    public async Task<AnalyseDriversResponse> RunAsync(AnalyseDriversRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        _ = ConsistencyToken.Decode(request.Token);
        if (request.Period.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "period is required, such as 2026-Q1 or last-90-days.", "period");
        var now = time.Now();
        var asOf = Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        var period = PeriodParser.Parse(request.Period, definition.Calendar, definition.Calendar.DayOf(asOf), "period");
        var surveys = Surveys(request, definition);
        var cutDay = EvaluationWindow.Of(definition.Calendar, period, asOf).CutDay;
        var question = new DriverQuestion(surveys.ToDictionary(survey => survey.Id, StringComparer.Ordinal), request.Item, period.FromDay, cutDay, Conditions(request, definition));

        var context = new FoldContext(definition);
        var answers = new List<DriverAnswer>();
        await scan.RunAsync(
            definition,
            asOf < now ? asOf : null,
            (_, history) =>
            {
                answers.AddRange(question.AnswersOf(history, context));
                if (answers.Count > MaxAnswers)
                    throw new DomainException(ErrorKind.InvalidArgument, "TOO_MANY_VALUES", $"The period has more than {MaxAnswers} answers: take a shorter one.", "period");
            },
            cancellationToken);

        var report = DriverAnalysis.Of(answers);
        var response = new AnalyseDriversResponse
        {
            Label = Label,
            Period = IndicatorValues.ToProto(period),
            Answers = report.Answers,
            CompleteAnswers = report.CompleteAnswers,
            ImportanceMethod = report.RSquared is null ? string.Empty : RelativeWeights.Method,
        };
        response.Surveys.AddRange(surveys.Select(survey => survey.Id));
        if (report.OutcomeMean is { } mean)
            response.OutcomeMean = mean;
        if (report.RSquared is { } rSquared)
            response.RSquared = rSquared;
        response.Drivers.AddRange(report.Factors.Select(DriverMapper.ToProto));
        return response;
    }

    private static IReadOnlyList<SurveyDefinition> Surveys(AnalyseDriversRequest request, TenantDefinition definition)
    {
        if (request.Survey.Length > 0)
        {
            return definition.Survey(request.Survey) is { } named
                ? [named]
                : throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_SURVEY", $"\"{DisplayText.Of(request.Survey)}\" is not a survey of the tenant. It has {Known(definition.Settings.Surveys)}.", "survey");
        }

        var type = request.Outcome switch
        {
            Protocol.V1.SurveyType.Unspecified or Protocol.V1.SurveyType.Csat => SurveyType.Csat,
            Protocol.V1.SurveyType.Nps => SurveyType.Nps,
            _ => throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "outcome is SURVEY_TYPE_CSAT or SURVEY_TYPE_NPS; for another outcome name its survey.", "outcome"),
        };
        IReadOnlyList<SurveyDefinition> surveys = [.. definition.Settings.Surveys.Where(survey => survey.Type == type)];
        if (surveys.Count == 0)
        {
            var name = type == SurveyType.Nps ? "NPS" : "CSAT";
            throw new DomainException(ErrorKind.FailedPrecondition, "NO_SURVEY", $"The tenant has declared no {name} survey, so that nothing can drive its score.", "outcome");
        }

        if (surveys.Any(survey => (survey.ScaleMin, survey.ScaleMax) != (surveys[0].ScaleMin, surveys[0].ScaleMax)))
            throw new DomainException(ErrorKind.InvalidArgument, "SCALES_DIFFER", $"{Known(surveys)} are on different scales, so that their answers cannot be put together: name one.", "survey");
        return surveys;
    }

    private static List<DimensionValue> Conditions(AnalyseDriversRequest request, TenantDefinition definition)
    {
        var conditions = new List<DimensionValue>();
        for (var i = 0; i < request.Dimensions.Count; i++)
        {
            var slot = TenantDimensions.SlotOf(definition, request.Dimensions[i].Dimension, $"dimensions[{i}].dimension");
            if (conditions.Exists(condition => condition.Slot == slot))
                throw new DomainException(ErrorKind.InvalidArgument, "DUPLICATE", $"There are two conditions on {request.Dimensions[i].Dimension}; no answer has two values of it.", $"dimensions[{i}].dimension");
            conditions.Add(TenantDimensions.ValueOf(definition, slot, request.Dimensions[i].Value, $"dimensions[{i}].value"));
        }

        return conditions;
    }

    private static string Known(IReadOnlyList<SurveyDefinition> surveys) => surveys.Count == 0 ? "none" : string.Join(", ", surveys.Select(survey => survey.Id));
}
