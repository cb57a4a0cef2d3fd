using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Alerts;

/// <summary>
/// Rules of a YAML file: a list under <c>alert_rules</c>, or one rule at the top. The keys are those of AlertRule in
/// protos/kpi/v1/alert_service.proto, and <c>id</c>; durations are written as 30s, 5m, 2h or 7d.
/// </summary>
internal static class AlertRuleFile
{
    private const string Rules = "alert_rules";
    private const string IdKey = "id";

    private static readonly IReadOnlySet<string> OutputOnly = new HashSet<string> { "name", "etag", "create_time", "update_time", "open_action_count", "problem" };

    /// <summary>Reads a file.</summary>
    public static IReadOnlyList<AlertRule> Read(YamlSource source, string tenant)
    {
        var keys = source.Entries(source.Root, "file").ToList();
        if (keys.Exists(entry => entry.Key == IdKey))
            return [Rule(source, tenant, source.Root)];
        var rules = new List<AlertRule>();
        foreach (var (key, keyNode, value) in keys)
        {
            if (key != Rules)
                throw source.Error(keyNode, $"unknown key '{key}'. Write a list under '{Rules}', or one rule with its 'id'");
            if (value is not YamlSequenceNode list)
                throw source.Error(value, $"'{key}' is a list");
            rules.AddRange(list.Children.Select(node => Rule(source, tenant, node)));
        }

        return rules;
    }

    private static AlertRule Rule(YamlSource source, string tenant, YamlNode node)
    {
        var rule = new AlertRule();
        new ProtoYamlReader(source, OutputOnly).Read(node, rule, IdKey);
        foreach (var (key, _, value) in source.Entries(node, nameof(AlertRule)))
        {
            if (key == IdKey)
            {
                rule.Name = $"{tenant}/alertRules/{source.Text(value, IdKey)}";
                return rule;
            }
        }

        throw source.Error(node, "the id is missing; write 'id: …'");
    }
}
