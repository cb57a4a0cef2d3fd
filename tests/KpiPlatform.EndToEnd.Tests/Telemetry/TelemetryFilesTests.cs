using System.Text.Json;
using System.Text.RegularExpressions;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host.Telemetry;
using YamlDotNet.Serialization;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>Document, dashboard and alert rules in deploy/telemetry use the names that the program has, all of them, and no other.</summary>
public partial class TelemetryFilesTests
{
    /// <summary>Metrics of the runtime and of the web server that are used beside our own.</summary>
    private static readonly string[] OfOthers = ["dotnet_process_memory_working_set_bytes", "http_server_request_duration_seconds_bucket"];

    private static readonly HashSet<string> Series = [.. MetricCatalogue.All.SelectMany(metric => metric.PrometheusSeries), .. OfOthers];

    private static readonly HashSet<string> Labels =
        [.. MetricCatalogue.All.SelectMany(metric => metric.Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(tag => tag.Replace('.', '_')), "le", "instance", "http_route"];

    public static TheoryData<string> YamlFiles => new(
        "deploy/compose.yaml",
        "deploy/telemetry/otel-collector.yaml",
        "deploy/telemetry/prometheus.yaml",
        "deploy/telemetry/rules.yaml",
        "deploy/telemetry/rules_test.yaml",
        "deploy/telemetry/grafana/provisioning/datasources/prometheus.yaml",
        "deploy/telemetry/grafana/provisioning/dashboards/kpi-platform.yaml");

    [Fact]
    public void Document_HasTheRowsOfTheCatalogue()
    {
        var rows = File.ReadAllLines(SourceTree.PathOf("deploy/telemetry/METRICS.md")).Where(line => line.StartsWith("| `kpi.", StringComparison.Ordinal));

        rows.ShouldBe(MetricCatalogue.All.Select(metric =>
        {
            var tags = metric.Tags.Length == 0 ? "none" : string.Join(", ", metric.Tags.Split(' ').Select(tag => $"`{tag}`"));
            return $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | `{metric.Unit}` | {tags} | `{metric.PrometheusName}` | {metric.Meaning} |";
        }));
    }

    [Fact]
    public void Catalogue_IsInOrder_WithoutTwoOfAName() =>
        MetricCatalogue.All.Select(metric => metric.Name).ShouldBe(MetricCatalogue.All.Select(metric => metric.Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void File_IsYaml(string file) => Yaml(file).ShouldNotBeNull();

    [Fact]
    public void Dashboard_HasPanelsWithTitlesAndUnits_ThatDoNotOverlap()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("deploy/telemetry/grafana/dashboards/kpi-platform.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        var taken = new HashSet<(int X, int Y)>();
        foreach (var panel in panels)
        {
            panel.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            (x + w).ShouldBeLessThanOrEqualTo(24);
            foreach (var cell in Enumerable.Range(x, w).SelectMany(column => Enumerable.Range(y, h).Select(line => (column, line))))
                taken.Add(cell).ShouldBeTrue(panel.GetProperty("title").GetString());
            if (panel.GetProperty("type").GetString() != "row")
                panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void Expressions_OfDashboardAndRules_UseNamesAndLabelsThatThereAre()
    {
        foreach (var expression in Expressions())
        {
            expression.Count(letter => letter == '(').ShouldBe(expression.Count(letter => letter == ')'), expression);
            foreach (var name in NamesIn(expression))
                Series.ShouldContain(name, expression);
            foreach (var label in LabelsIn(expression))
                Labels.ShouldContain(label, expression);
        }
    }

    [Fact]
    public void EveryMetric_IsOnTheDashboardOrInARule()
    {
        var used = Expressions().SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);

        MetricCatalogue.All.Where(metric => !metric.PrometheusSeries.Any(used.Contains)).Select(metric => metric.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Rules_HaveASeverity_AndSayWhatToDo()
    {
        foreach (var rule in Rules())
        {
            ((string)rule["alert"]).ShouldStartWith("Kpi");
            ((Dictionary<object, object>)rule["labels"])["severity"].ShouldBeOneOf("info", "warning", "critical");
            var words = (Dictionary<object, object>)rule["annotations"];
            ((string)words["summary"]).ShouldNotBeNullOrEmpty();
            ((string)words["description"]).ShouldNotBeNullOrEmpty();
        }

        Rules().Select(rule => rule["alert"]).ShouldBeUnique();
    }

    private static IEnumerable<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("deploy/telemetry/grafana/dashboards/kpi-platform.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)
            .ToList();
        return panels.Concat(Rules().Select(rule => (string)rule["expr"]));
    }

    private static IEnumerable<Dictionary<object, object>> Rules() =>
        ((List<object>)Yaml("deploy/telemetry/rules.yaml")["groups"])
            .SelectMany(group => (List<object>)((Dictionary<object, object>)group)["rules"])
            .Cast<Dictionary<object, object>>();

    private static IEnumerable<string> NamesIn(string expression) => Name().Matches(Quoted().Replace(expression, "\"\"")).Select(match => match.Value).Where(name => !Labels.Contains(name));

    /// <summary>Those that are compared in braces, and those that sums are by.</summary>
    private static IEnumerable<string> LabelsIn(string expression)
    {
        var plain = Quoted().Replace(expression, "\"\"");
        return Compared().Matches(plain).Select(match => match.Groups["label"].Value)
            .Concat(By().Matches(plain).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)));
    }

    private static Dictionary<object, object> Yaml(string file) => new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(SourceTree.PathOf(file)));

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(kpi|http|dotnet|kestrel|npgsql)_[a-z0-9_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("(?<label>[a-z_]+)\\s*=~?\\s*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Compared();

    [GeneratedRegex(@"\b(by|on)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex By();
}
