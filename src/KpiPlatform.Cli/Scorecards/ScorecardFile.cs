using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>
/// Reads the definition of a scorecard from YAML: the keys of ScorecardDefinition in protos/kpi/v1/scorecard_service.proto,
/// and at the top <c>id</c>, the scorecard's id in its tenant.
/// </summary>
internal static class ScorecardFile
{
    private const string IdKey = "id";

    private static readonly IReadOnlySet<string> OutputOnly = new HashSet<string>
    {
        "name", "version", "etag", "create_time", "update_time", "earned_value", "cost_variance",
    };

    /// <summary>The definition, its name under <paramref name="tenant"/>; <paramref name="id"/> wins over the file's.</summary>
    public static ScorecardDefinition Read(YamlSource source, string tenant, string? id)
    {
        var definition = new ScorecardDefinition();
        new ProtoYamlReader(source, OutputOnly).Read(source.Root, definition, IdKey);
        var node = source.Root.Children.FirstOrDefault(pair => source.Text(pair.Key, "key") == IdKey).Value;
        if (id is null && node is null)
            throw source.Error(source.Root, "the scorecard's id is missing; write 'id: …' at the top, or give --id");
        definition.Name = ResourceNames.Scorecard(tenant, id ?? source.Text(node, IdKey));
        return definition;
    }
}
