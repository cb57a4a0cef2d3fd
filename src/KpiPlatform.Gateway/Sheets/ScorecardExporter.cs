using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Spreadsheets;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Reports;
using KpiPlatform.Spreadsheets.Sheets;
using KpiPlatform.Spreadsheets.Workbooks;
using Definition = KpiPlatform.Domain.Scorecards.ScorecardDefinition;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Sheets;

/// <summary>Writes a scorecard as a file and sends it in pieces. Thread-safe.</summary>
internal sealed class ScorecardExporter(CallerGrains grains, CallerDefinitions definitions, IndicatorQuery query, ObservationReader observations, QuotaGuard quotas, TimeProvider time) : IDisposable
{
    /// <summary>Observations on a sheet: as many as a file may bring back.</summary>
    private const int MaxObservations = 5_000;

    private const int MaxSeriesPeriods = 120;
    private const int PieceBytes = 64 * 1024;

    /// <summary>What QueryIndicator costs.</summary>
    private const int SeriesCost = 10;

    /// <summary>A file is made in memory: so many at once, others wait.</summary>
    private readonly SemaphoreSlim _places = new(4);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>Exports one.</summary>
    public async Task ExportAsync(ExportScorecardRequest request, IServerStreamWriter<ExportScorecardResponse> responses, CancellationToken cancellationToken)
    {
        Check(request);
        byte[] file;
        string name;
        await _places.WaitAsync(cancellationToken);
        try
        {
            var export = await ReadAsync(request, cancellationToken);
            file = Write(request, export);
            name = NameOf(request, export);
        }
        finally
        {
            _places.Release();
        }

        for (var at = 0; at < file.Length; at += PieceBytes)
        {
            var piece = new ExportScorecardResponse { Content = UnsafeByteOperations.UnsafeWrap(file.AsMemory(at, Math.Min(PieceBytes, file.Length - at))) };
            if (at == 0)
            {
                piece.FileName = name;
                piece.ContentType = TypeOf(request.Format);
                piece.SizeBytes = file.Length;
            }

            await responses.WriteAsync(piece, cancellationToken);
        }
    }

    private static void Check(ExportScorecardRequest request)
    {
        if (request.Format == ExportFormat.Unspecified || !Enum.IsDefined(request.Format))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "format is required: xlsx, csv or html.", "format");
        if (!Enum.IsDefined(request.Sheet))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{(int)request.Sheet} is not a sheet.", "sheet");
        if (request.SeriesPeriods is < 0 or > MaxSeriesPeriods)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"series_periods is {request.SeriesPeriods}; it must be 1 to {MaxSeriesPeriods}.", "series_periods");
    }

    private static byte[] Write(ExportScorecardRequest request, ScorecardExport export) => request.Format switch
    {
        ExportFormat.Xlsx => WorkbookFile.Write(export),
        ExportFormat.Csv => CsvFile.Write(ScorecardSheets.Of(export, (SheetKind)request.Sheet)),
        _ => ScorecardReport.Write(export),
    };

    private static string NameOf(ExportScorecardRequest request, ScorecardExport export)
    {
        var sheet = request.Format == ExportFormat.Csv && request.Sheet is not (ExportSheet.Unspecified or ExportSheet.Scorecard) ? "-" + request.Sheet.ToString().ToLowerInvariant() : string.Empty;
        return $"{export.Scorecard.Value}-{export.Values.Period.Label.Replace('/', '_')}{sheet}.{request.Format.ToString().ToLowerInvariant()}";
    }

    private static string TypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.Csv => "text/csv; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };

    private async Task<ScorecardExport> ReadAsync(ExportScorecardRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var asOf = Times.Read(request.AsOfTime, "as_of_time");
        var grain = grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id));
        var evaluation = new EvaluationRequest(request.Period, asOf?.ToUnixTimeTicks(), ConsistencyToken.DecodeToBytes(request.Token), request.Restated);
        var values = GrainJson.Read<EvaluatedScorecard>((await grain.Evaluate(evaluation, cancellationToken)).Require().ResultJson);
        var evaluated = Read(await grain.GetVersion(new(values.DefinitionVersion, AsOfTicks: null), cancellationToken));
        var goals = Read(asOf is null ? await grain.Get(cancellationToken) : await grain.GetVersion(new(Version: null, asOf.Value.ToUnixTimeTicks()), cancellationToken));
        var periods = Periods(values.Period, definition.Calendar, request.SeriesPeriods);
        var environment = ScorecardEnvironment.Of(definition);
        var series = await SeriesAsync(request, evaluated, environment, periods, cancellationToken);
        var entered = request.Format == ExportFormat.Html ? [] : await observations.ReadAsync(definition, asOf, cancellationToken);
        return new ScorecardExport
        {
            Tenant = tenant,
            Scorecard = id,
            Calendar = definition.Calendar,
            Currency = definition.Settings.Currency,
            Values = values,
            Definition = evaluated,
            Goals = goals,
            Indicators = ExportedIndicator.Of(
                evaluated, values, environment, definition.Calendar, Currency.Of(definition.Settings.Currency), stated => Pick(series.GetValueOrDefault((stated.Indicator, stated.Dimension)), stated, periods)),
            Periods = periods,
            Observations = [.. entered.TakeLast(MaxObservations)],
            ObservationsLeftOut = Math.Max(0, entered.Count - MaxObservations),
            GeneratedAt = time.Now(),
            IsAsOf = asOf is not null,
        };

        static Definition Read(Reply<ScorecardDocument> reply) => GrainJson.Read<Definition>(reply.Require().DefinitionJson);
    }

    /// <summary>So many periods of the same length, the one shown the last; of a span of days, the months up to its end.</summary>
    private static IReadOnlyList<KpiPeriod> Periods(KpiPeriod last, Domain.Periods.TenantCalendar calendar, int count)
    {
        if (last.Granularity == Granularity.Custom)
            last = KpiPeriod.Containing(calendar, Granularity.Month, last.ToDay - 1);
        if (count == 0)
        {
            count = last.Granularity switch
            {
                Granularity.Day => 14,
                Granularity.Quarter => 8,
                Granularity.Year => 5,
                _ => 12,
            };
        }

        var periods = new List<KpiPeriod> { last };
        while (periods.Count < count)
            periods.Add(periods[^1].Previous(calendar));
        periods.Reverse();
        return periods;
    }

    /// <summary>The series of all indicators, each read once whatever the number of its parts.</summary>
    private async Task<Dictionary<(string Indicator, string Dimension), QueryIndicatorResponse>> SeriesAsync(
        ExportScorecardRequest request, Definition definition, ScorecardEnvironment environment, IReadOnlyList<KpiPeriod> periods, CancellationToken cancellationToken)
    {
        var parent = request.Name[..request.Name.IndexOf("/scorecards/", StringComparison.Ordinal)];
        var keys = definition.AllIndicators()
            .Select(stated => stated.Indicator)
            .Where(stated => environment.Find(stated.Indicator) is not null && environment.Dimension(stated.Dimension, stated.DimensionValue) is not null)
            .Select(stated => (stated.Indicator, stated.Dimension))
            .Distinct()
            .ToList();
        await quotas.RequireQueriesAsync(keys.Count * SeriesCost, cancellationToken);
        var series = new Dictionary<(string Indicator, string Dimension), QueryIndicatorResponse>();
        foreach (var key in keys)
        {
            var asked = new QueryIndicatorRequest
            {
                Parent = parent,
                Indicator = key.Indicator,
                Dimension = key.Dimension,
                Granularity = (Protocol.V1.Granularity)periods[0].Granularity,
                StartDate = LocalDay.Format(periods[0].FromDay),
                EndDate = LocalDay.Format(periods[^1].ToDay),
                AsOfTime = request.AsOfTime,
                Token = request.Token,
            };
            series.Add(key, await query.RunAsync(asked, cancellationToken));
        }

        return series;
    }

    /// <summary>The values of the part that is meant, by period.</summary>
    private static IReadOnlyList<double?> Pick(QueryIndicatorResponse? answer, ScorecardIndicatorDefinition stated, IReadOnlyList<KpiPeriod> periods)
    {
        var values = answer?.Series.FirstOrDefault(one => one.DimensionValue == stated.DimensionValue)?.Values;
        if (values is null)
            return [];
        var byLabel = new Dictionary<string, Protocol.V1.IndicatorValue>(StringComparer.Ordinal);
        foreach (var value in values)
            byLabel[value.Period.Label] = value;
        return [.. periods.Select(period => byLabel.TryGetValue(period.Label, out var value) ? Part(value, stated.Component) : null)];
    }

    private static double? Part(Protocol.V1.IndicatorValue value, string component) => component.Length > 0
        ? value.Components.FirstOrDefault(part => part.Id == component)?.Value
        : value.HasValue ? value.Value : null;
}
