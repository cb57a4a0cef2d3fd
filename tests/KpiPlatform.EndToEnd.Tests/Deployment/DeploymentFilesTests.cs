using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.EndToEnd.Tests.Deployment;

/// <summary>What deploy/ says of settings, ports, files and names is what the server and the other files have; nothing here can run containers.</summary>
public sealed partial class DeploymentFilesTests
{
    private const string Manifests = "deploy/kubernetes/kpiplatform.yaml";

    public static TheoryData<string> Files => new(
        "README.md", "deploy/README.md", "deploy/Dockerfile", "deploy/compose.yaml", "deploy/kpiplatform.service", Manifests, "deploy/kubernetes/autoscaler.yaml");

    [Theory]
    [MemberData(nameof(Files))]
    public void Settings_NamedInAFile_AreTheServers(string file)
    {
        foreach (var name in Setting().Matches(File.ReadAllText(SourceTree.PathOf(file))).Select(match => match.Groups["name"].Value).Distinct())
        {
            var type = typeof(KpiHostOptions);
            foreach (var part in name.Split("__"))
            {
                var property = type.GetProperty(part, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
                property.ShouldNotBeNull($"{file} sets Kpi__{name}, which the server does not read.");
                type = property.PropertyType;
            }
        }
    }

    [Fact]
    public void Manifests_Parsed_AreWholeAndAgreeAboutNamesAndPorts()
    {
        var documents = Documents(Manifests).Concat(Documents("deploy/kubernetes/autoscaler.yaml")).ToList();
        documents.Select(document => Text(document, "kind")).ShouldBe(
            ["Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy", "HorizontalPodAutoscaler"], ignoreOrder: true);
        documents.ShouldAllBe(document => Text(document, "apiVersion") != null && Text(document, "metadata", "name") == "kpiplatform");

        var template = At(documents.Single(document => Text(document, "kind") == "Deployment"), "spec", "template", "spec");
        var container = ((YamlSequenceNode)At(template, "containers")).ShouldHaveSingleItem();
        var ports = ((YamlSequenceNode)At(container, "ports")).ToDictionary(port => Text(port, "name")!, port => Text(port, "containerPort")!);
        ports.Values.ShouldBe(ExposedPorts(), ignoreOrder: true);

        // Every port that anything names is one of the container's, or a number.
        var named = documents.SelectMany(document => document.AllNodes.OfType<YamlMappingNode>())
            .SelectMany(node => new[] { Text(node, "targetPort"), Text(node, "port") })
            .Where(port => port is not null && !int.TryParse(port, CultureInfo.InvariantCulture, out _));
        named.Except(ports.Keys).ShouldBeEmpty();

        var volumes = ((YamlSequenceNode)At(template, "volumes")).Select(volume => Text(volume, "name"));
        ((YamlSequenceNode)At(container, "volumeMounts")).Select(mount => Text(mount, "name")).ShouldBe(volumes, ignoreOrder: true);

        // The host is given longer to stop than it takes.
        int.Parse(Text(template, "terminationGracePeriodSeconds")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan((int)new KpiHostOptions().ShutdownTimeout.TotalSeconds);
    }

    [Fact]
    public void Compose_MountsFilesThatAreThere_AndOthersLookWhereTheyAreMounted()
    {
        var services = (YamlMappingNode)At(Documents("deploy/compose.yaml").Single(), "services");
        var mounts = services.Children.Values
            .SelectMany(service => ((YamlMappingNode)service).Children.TryGetValue("volumes", out var list) ? (YamlSequenceNode)list : [])
            .Select(mount => mount.ToString().Split(':'))
            .Where(parts => parts[0].StartsWith("./", StringComparison.Ordinal))
            .ToDictionary(parts => parts[1], parts => Path.Combine("deploy", parts[0][2..]));

        foreach (var source in mounts.Values)
            Path.Exists(SourceTree.PathOf(source)).ShouldBeTrue(source);
        Text(Documents("deploy/telemetry/prometheus.yaml").Single(), "rule_files", "0").ShouldBeOneOf([.. mounts.Keys]);
        Text(Documents("deploy/telemetry/grafana/provisioning/dashboards/kpi-platform.yaml").Single(), "providers", "0", "options", "path").ShouldBeOneOf([.. mounts.Keys]);
        var collector = Documents("deploy/telemetry/otel-collector.yaml").Single();
        var target = Text(Documents("deploy/telemetry/prometheus.yaml").Single(), "scrape_configs", "0", "static_configs", "0", "targets", "0")!;
        target.Split(':')[0].ShouldBeOneOf([.. services.Children.Keys.Select(name => name.ToString())]);
        target.Split(':')[1].ShouldBe(Text(collector, "exporters", "prometheus", "endpoint")!.Split(':')[1]);
    }

    private static List<YamlMappingNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(SourceTree.PathOf(file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static IEnumerable<string> ExposedPorts() =>
        File.ReadAllLines(SourceTree.PathOf("deploy/Dockerfile")).Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' ')[1..];

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (inner, name) => inner is YamlSequenceNode list ? list[int.Parse(name, CultureInfo.InvariantCulture)] : inner[name]);

    private static string? Text(YamlNode node, params string[] path) =>
        path.Length > 0 && node is YamlMappingNode map && !map.Children.ContainsKey(path[0]) ? null : At(node, path) is YamlScalarNode scalar ? scalar.Value : null;

    [GeneratedRegex("Kpi__(?<name>[A-Za-z]+(__[A-Za-z]+)*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
