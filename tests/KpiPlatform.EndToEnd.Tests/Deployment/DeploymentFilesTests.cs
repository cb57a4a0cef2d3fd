using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Host.Settings;
using Microsoft.Extensions.Configuration;
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

    [Fact]
    public void Environments_OfComposeAndManifests_AreReadByTheServerAsTheyStand()
    {
        var environments = Hosts().Select(service => Merged((YamlMappingNode)service["environment"]))
            .Append(((YamlSequenceNode)At(Container(), "env")).Where(entry => Text(entry, "value") is not null).ToDictionary(entry => Text(entry, "name")!, entry => Text(entry, "value")!))
            .ToList();

        environments.Count.ShouldBe(4);
        foreach (var environment in environments)
        {
            var section = new ConfigurationBuilder().AddInMemoryCollection(environment.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value))).Build()
                .GetSection(KpiHostOptions.Section);
            UnknownSettings.Refuse(section, typeof(KpiHostOptions));
            var options = section.Get<KpiHostOptions>().ShouldNotBeNull();
            options.NodeGatewayPort.ToString(CultureInfo.InvariantCulture).ShouldBeOneOf([.. ExposedPorts()]);
            options.NodeAddress!.Split(':')[^1].ShouldBeOneOf([.. ExposedPorts()]);
            options.TenantRole.ShouldBe("kpi_tenant");
        }
    }

    [Fact]
    public async Task ProbesAndHealthCheck_OfTheFiles_AreAnswered()
    {
        var paths = new[] { "readinessProbe", "livenessProbe", "startupProbe" }.Select(probe => Text(Container(), probe, "httpGet", "path")!)
            .Append(HealthCheckPath().Match(File.ReadAllText(SourceTree.PathOf("deploy/Dockerfile"))).Groups["path"].Value);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await KpiHost.StartAsync(TestHost.Options(database.Setting), configure: null, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = host.WebAddress };

        foreach (var path in paths.Distinct())
            (await http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
    }

    [Fact]
    public void Users_StopsAndConnections_AgreeBetweenTheFiles()
    {
        var dockerfile = File.ReadAllText(SourceTree.PathOf("deploy/Dockerfile"));
        var user = UserId().Match(dockerfile).Groups["id"].Value;
        int.Parse(user, CultureInfo.InvariantCulture).ShouldBePositive();
        dockerfile.ShouldContain($"--uid {user} ");
        Text(At(Documents(Manifests)[0], "spec", "template", "spec"), "securityContext", "runAsUser").ShouldBe(user);

        foreach (var service in Hosts().Where(service => Text(service, "stop_grace_period") is not null))
            int.Parse(Text(service, "stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture).ShouldBeGreaterThan((int)new KpiHostOptions().ShutdownTimeout.TotalSeconds);

        // One host more than there are, while they are replaced one by one; deploy/SIZING.md says what each takes.
        var connections = Connections().Match(File.ReadAllText(SourceTree.PathOf("deploy/SIZING.md"))).Groups["each"].Value;
        var most = MaxConnections().Match(File.ReadAllText(SourceTree.PathOf("deploy/compose.yaml"))).Groups["most"].Value;
        int.Parse(most, CultureInfo.InvariantCulture).ShouldBeGreaterThan((Hosts().Count + 1) * int.Parse(connections, CultureInfo.InvariantCulture));
    }

    private static List<YamlMappingNode> Hosts() =>
        [.. ((YamlMappingNode)At(Documents("deploy/compose.yaml").Single(), "services")).Children
            .Where(service => service.Key.ToString() is "one" or "two" or "three").Select(service => (YamlMappingNode)service.Value)];

    // A key of its own wins over one that is merged in.
    private static Dictionary<string, string> Merged(YamlMappingNode map)
    {
        var own = map.Children.Where(pair => pair.Key.ToString() != "<<");
        var others = map.Children.Where(pair => pair.Key.ToString() == "<<").SelectMany(pair => ((YamlMappingNode)pair.Value).Children);
        return own.Concat(others).DistinctBy(pair => pair.Key.ToString()).ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString());
    }

    private static YamlNode Container() => At(Documents(Manifests).Single(document => Text(document, "kind") == "Deployment"), "spec", "template", "spec", "containers", "0");

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

    [GeneratedRegex("GET (?<path>/[a-z/]+) HTTP", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HealthCheckPath();

    [GeneratedRegex("^USER (?<id>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserId();

    [GeneratedRegex("at most (?<each>[0-9]+) of a host", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Connections();

    [GeneratedRegex("max_connections=(?<most>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MaxConnections();
}
