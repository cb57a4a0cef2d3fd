using Google.Protobuf;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Definitions;

/// <summary>
/// Measures and indicators of a YAML file: lists under <c>measures</c> and <c>indicators</c>, or one definition at the top. The keys
/// are those of MeasureDefinition and IndicatorDefinition in protos/kpi/v1/definition_service.proto, and <c>id</c>.
/// </summary>
internal sealed record DefinitionsFile(IReadOnlyList<MeasureDefinition> MeasureList, IReadOnlyList<IndicatorDefinition> IndicatorList)
{
    /// <summary>Key of the list of measures; also what a definition at the top of the file is, for <c>kpi measure</c>.</summary>
    public const string Measures = "measures";

    /// <summary>Key of the list of indicators; also what a definition at the top of the file is, for <c>kpi indicator</c>.</summary>
    public const string Indicators = "indicators";

    private const string IdKey = "id";

    private static readonly IReadOnlySet<string> OutputOnly = new HashSet<string>
    {
        "name", "etag", "create_time", "update_time", "nature", "dimensional", "built_in", "components", "measures",
    };

    private static readonly IReadOnlySet<string> OutputOnlyOfMeasures = new HashSet<string>(OutputOnly) { "unit" };

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="single"><see cref="Measures"/> or <see cref="Indicators"/>: what one definition at the top is.</param>
    public static DefinitionsFile Read(YamlSource source, string tenant, string single)
    {
        var keys = source.Entries(source.Root, "file").ToList();
        if (keys.Exists(entry => entry.Key == IdKey))
        {
            return single == Measures
                ? new([Measure(source, tenant, source.Root)], [])
                : new([], [Indicator(source, tenant, source.Root)]);
        }

        var measures = new List<MeasureDefinition>();
        var indicators = new List<IndicatorDefinition>();
        foreach (var (key, keyNode, value) in keys)
        {
            if (key is not (Measures or Indicators))
                throw source.Error(keyNode, $"unknown key '{key}'. Write lists under 'measures' and 'indicators', or one definition with its 'id'");
            if (value is not YamlSequenceNode list)
                throw source.Error(value, $"'{key}' is a list");
            foreach (var node in list.Children)
            {
                if (key == Measures)
                    measures.Add(Measure(source, tenant, node));
                else
                    indicators.Add(Indicator(source, tenant, node));
            }
        }

        return new(measures, indicators);
    }

    private static MeasureDefinition Measure(YamlSource source, string tenant, YamlNode node)
    {
        var measure = new MeasureDefinition();
        measure.Name = ResourceNames.Measure(tenant, Fill(source, node, measure, OutputOnlyOfMeasures));
        return measure;
    }

    private static IndicatorDefinition Indicator(YamlSource source, string tenant, YamlNode node)
    {
        var indicator = new IndicatorDefinition();
        indicator.Name = ResourceNames.Indicator(tenant, Fill(source, node, indicator, OutputOnly));
        return indicator;
    }

    private static string Fill(YamlSource source, YamlNode node, IMessage message, IReadOnlySet<string> outputOnly)
    {
        new ProtoYamlReader(source, outputOnly).Read(node, message, IdKey);
        foreach (var (key, _, value) in source.Entries(node, message.Descriptor.Name))
        {
            if (key == IdKey)
                return source.Text(value, IdKey);
        }

        throw source.Error(node, "the id is missing; write 'id: …'");
    }
}
