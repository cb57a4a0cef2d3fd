using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tenants;

/// <summary>
/// A tenant's settings from a YAML file, from options, or from both; options win. Lists given as options replace the
/// list as a whole.
/// </summary>
internal sealed class TenantSettingsOptions
{
    private static readonly IReadOnlySet<string> OutputOnly = new HashSet<string>
    {
        "name", "definition_version", "settings_fixed", "etag", "create_time", "update_time", "backfill", "state", "suspend_reason", "delete_time",
    };

    private readonly Option<string?> _file = new("--file", "-f") { Description = "YAML file with settings, keys as in the API (display_name, time_zone, surveys, …); - for the standard input.", HelpName = "file" };
    private readonly Option<string?> _displayName = new("--display-name") { Description = "Name for people.", HelpName = "text" };
    private readonly Option<string?> _timeZone = new("--time-zone", "--zone") { Description = "IANA name, such as Europe/Berlin. Default Etc/UTC.", HelpName = "zone" };
    private readonly Option<string?> _currency = new("--currency") { Description = "ISO 4217 code. Default EUR.", HelpName = "code" };
    private readonly Option<int?> _fiscalYear = new("--fiscal-year-start-month") { Description = "1 to 12. Default 1.", HelpName = "month" };
    private readonly Option<int?> _lapse = new("--lapse-days") { Description = "Days without activity after which a customer leaves the base. Default 90.", HelpName = "days" };
    private readonly Option<int?> _returnWindow = new("--return-window-days") { Description = "Days within which a return after the first purchase counts. Default 90.", HelpName = "days" };
    private readonly Option<int?> _retention = new("--personal-retention-days") { Description = "Days for which what describes persons is kept; 0 for ever. Default 0.", HelpName = "days" };
    private readonly Option<int?> _factsRetention = new("--facts-retention-days") { Description = "Days for which facts of customers are kept, deleted for good afterwards; 0 for ever. Default 0.", HelpName = "days" };
    private readonly Option<int?> _measuresShards = new("--measures-shards") { Description = "Grains over which the totals are spread, 1 to 64, a power of two; for admins of the platform. Default 1. A change counts the past anew.", HelpName = "number" };
    private readonly Option<int?> _clvHorizon = new("--clv-horizon-years") { Description = "Longest lifespan that the simple customer value reckons with. Default 5.", HelpName = "years" };
    private readonly Option<string?> _industry = new("--industry") { Description = "Industry whose tenants are compared with each other, such as retail.", HelpName = "id" };
    private readonly Option<bool> _share = new("--share-benchmarks") { Description = "Lend values to anonymous medians of the industry, and be shown them; false to stop.", HelpName = "true|false" };
    private readonly Option<string[]> _baseActivity = Repeatable("--base-activity", "Kind of interaction that keeps a customer in the base, such as purchase; may be repeated.", "kind");
    private readonly Option<string[]> _surveys = Repeatable("--survey", "A survey and its type (csat, nps, ces, other), such as relation=nps; may be repeated.", "id=type");
    private readonly Option<string[]> _dimensions = Repeatable("--dimension", "A breakdown, such as channel=channel:web,store or region=label:region:north,south; may be repeated.", "id=source:values");
    private readonly Option<string[]> _journeys = Repeatable("--journey", "A journey, such as signup=visit,register,pay; may be repeated.", "id=steps");

    private readonly Option<string?> _target = new("--target-segment") { Description = "Attribute and values of the customers that target_customers counts, such as plan=gold,platinum; empty for none. A change counts the past anew.", HelpName = "attribute=values" };
    private readonly Option<string?> _premium = new("--premium-programme") { Description = "Loyalty programme whose members' prices price_premium_accepted compares; empty for none. A change counts the past anew.", HelpName = "programme" };

    /// <summary>Declares the options on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _file, _displayName, _timeZone, _currency, _fiscalYear, _lapse, _returnWindow, _clvHorizon, _retention, _factsRetention, _measuresShards, _industry, _share, _baseActivity, _surveys, _dimensions, _journeys, _target, _premium })
            command.Options.Add(option);
    }

    /// <summary>The settings given, and the proto names of the fields that they are.</summary>
    public async Task<(Tenant Tenant, IReadOnlyList<string> Paths)> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var tenant = new Tenant();
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        if (session.Get(_file) is { } file)
        {
            var source = await YamlSource.LoadAsync(file, session.Environment, cancellationToken);
            new ProtoYamlReader(source, OutputOnly).Read(source.Root, tenant);
            foreach (var (key, _, _) in source.Entries(source.Root, "Tenant"))
                paths.Add(Tenant.Descriptor.Fields.InDeclarationOrder().First(f => f.Name == key || f.JsonName == key).Name);
        }

        Take(session, _displayName, "display_name", v => tenant.DisplayName = v!, paths);
        Take(session, _timeZone, "time_zone", v => tenant.TimeZone = v!, paths);
        Take(session, _currency, "currency_code", v => tenant.CurrencyCode = v!, paths);
        Take(session, _fiscalYear, "fiscal_year_start_month", v => tenant.FiscalYearStartMonth = v!.Value, paths);
        Take(session, _lapse, "lapse_days", v => tenant.LapseDays = v!.Value, paths);
        Take(session, _returnWindow, "return_window_days", v => tenant.ReturnWindowDays = v!.Value, paths);
        Take(session, _retention, "personal_retention_days", v => tenant.PersonalRetentionDays = v!.Value, paths);
        Take(session, _factsRetention, "facts_retention_days", v => tenant.FactsRetentionDays = v!.Value, paths);
        Take(session, _measuresShards, "measures_shards", v => tenant.MeasuresShards = v!.Value, paths);
        Take(session, _clvHorizon, "clv_horizon_years", v => tenant.ClvHorizonYears = v!.Value, paths);
        Take(session, _industry, "industry", v => tenant.Industry = v!, paths);
        Take(session, _share, "share_benchmarks", v => tenant.ShareBenchmarks = v, paths);
        TakeList(session, _baseActivity, "base_activity_kinds", tenant.BaseActivityKinds, text => text, paths);
        TakeList(session, _surveys, "surveys", tenant.Surveys, ParseSurvey, paths);
        TakeList(session, _dimensions, "dimensions", tenant.Dimensions, ParseDimension, paths);
        Take(session, _target, "target_segment", v => tenant.TargetSegment = ParseTarget(v), paths);
        Take(session, _premium, "premium_programme", v => tenant.PremiumProgramme = v ?? "", paths);
        TakeList(session, _journeys, "journeys", tenant.Journeys, ParseJourney, paths);
        return (tenant, [.. paths]);
    }

    private static Option<string[]> Repeatable(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.OneOrMore };

    private static void Take<T>(Session session, Option<T> option, string path, Action<T> set, SortedSet<string> paths)
    {
        if (!session.IsGiven(option))
            return;
        set(session.Get(option));
        paths.Add(path);
    }

    private static void TakeList<T>(
        Session session, Option<string[]> option, string path, ICollection<T> list, Func<string, T> parse, SortedSet<string> paths)
    {
        if (!session.IsGiven(option))
            return;
        list.Clear();
        foreach (var text in session.Get(option))
            list.Add(parse(text));
        paths.Add(path);
    }

    private static Survey ParseSurvey(string text)
    {
        var (id, rest) = Split(text, "--survey", "relation=nps");
        var descriptor = Survey.Descriptor.FindFieldByName("type").EnumType;
        var type = EnumText.Find(descriptor, rest)
            ?? throw CliException.Usage($"--survey {text}: the type is one of {EnumText.Choices(descriptor)}; '{rest}' is not");
        return new Survey { Id = id, Type = (SurveyType)type.Number };
    }

    // The source itself may hold a colon ("label:region"), so the values stand behind the last one.
    private static Dimension ParseDimension(string text)
    {
        var (id, rest) = Split(text, "--dimension", "channel=channel:web,store");
        var colon = rest.LastIndexOf(':');
        if (colon <= 0)
            throw CliException.Usage($"--dimension {text}: the values are missing; write {id}={rest}:value,value");
        return new Dimension { Id = id, Source = rest[..colon], Values = { Items(rest[(colon + 1)..]) } };
    }

    private static AttributeSegment? ParseTarget(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var (attribute, values) = Split(text, "--target-segment", "plan=gold,platinum");
        return new AttributeSegment { Attribute = attribute, Values = { Items(values) } };
    }

    private static Journey ParseJourney(string text)
    {
        var (id, rest) = Split(text, "--journey", "signup=visit,register,pay");
        return new Journey { Id = id, Steps = { Items(rest) } };
    }

    private static (string Id, string Value) Split(string text, string option, string example)
    {
        var equals = text.IndexOf('=');
        return equals > 0 && equals < text.Length - 1
            ? (text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw CliException.Usage($"{option} is written like {example}; '{text}' is not");
    }

    private static string[] Items(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
