using KpiPlatform.Cli.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KpiPlatform.Cli.Yaml;

/// <summary>A YAML file as nodes that know their line and column, so that every complaint can point.</summary>
internal sealed class YamlSource
{
    // A definition of the largest scorecard is under 2 MiB; more is another file by mistake.
    private const int MaxChars = 8 * 1024 * 1024;

    private readonly string _file;

    private YamlSource(string file, YamlMappingNode root)
    {
        _file = file;
        Root = root;
    }

    /// <summary>The keys at the top.</summary>
    public YamlMappingNode Root { get; }

    /// <summary>Reads a file, or the standard input for "-".</summary>
    public static async Task<YamlSource> LoadAsync(string path, CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            using var input = new StreamReader(environment.OpenInput());
            return Parse("standard input", await input.ReadToEndAsync(cancellationToken).WaitAsync(cancellationToken));
        }

        try
        {
            return Parse(path, await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(error.Message);
        }
    }

    /// <summary>Reads text; <paramref name="file"/> is what complaints name.</summary>
    public static YamlSource Parse(string file, string text)
    {
        if (text.Length > MaxChars)
            throw CliException.Usage($"{file}: {text.Length} characters; at most {MaxChars} are read");
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw CliException.Usage($"{file}({error.Start.Line},{error.Start.Column}): {error.Message}");
        }

        if (stream.Documents.Count != 1)
            throw CliException.Usage($"{file}: {stream.Documents.Count} documents; exactly one is expected");
        return stream.Documents[0].RootNode is YamlMappingNode root
            ? new YamlSource(file, root)
            : throw CliException.Usage($"{file}(1,1): keys with values are expected");
    }

    /// <summary>A complaint about a node: "file(line,column): message".</summary>
    public CliException Error(YamlNode node, string message) =>
        CliException.Usage($"{_file}({node.Start.Line},{node.Start.Column}): {message}");

    /// <summary>The text of a plain value.</summary>
    public string Text(YamlNode node, string key) => node is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw Error(node, $"'{key}' is one value, not a list or keys");

    /// <summary>The keys of a node in order, each with its node for complaints.</summary>
    public IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Entries(YamlNode node, string what)
    {
        if (node is not YamlMappingNode mapping)
            throw Error(node, $"{what}: keys with values are expected");
        foreach (var (keyNode, value) in mapping.Children)
            yield return (Text(keyNode, "key"), keyNode, value);
    }

    /// <summary>Whether the value is left empty ("key:" or "key: null" or "key: ~").</summary>
    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}
