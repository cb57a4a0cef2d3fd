using System.Globalization;
using System.Text.RegularExpressions;

namespace KpiPlatform.Benchmarks;

/// <summary>Options of the form <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed partial class BenchmarkArguments
{
    private const string Set = "true";
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private BenchmarkArguments()
    {
    }

    public static BenchmarkArguments Parse(ReadOnlySpan<string> args)
    {
        var parsed = new BenchmarkArguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsName(args[i]))
                throw new UsageException($"'{args[i]}' is no option: it has to start with --.");
            var name = args[i][2..];
            parsed._values[name] = i + 1 < args.Length && !IsName(args[i + 1]) ? args[++i] : Set;
        }

        return parsed;
    }

    public string? Get(string name) => _values.GetValueOrDefault(name);

    public bool IsSet(string name) => Get(name) == Set;

    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">It is no number.</exception>
    public int GetInt32(string name, int defaultValue) =>
        Get(name) is not { } text ? defaultValue
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--{name} is '{text}'; write a whole number.");

    /// <summary>Names of those options that were given and are not mentioned as "--name" where the options are told.</summary>
    public IEnumerable<string> NotIn(string options) => _values.Keys.Except(OptionName().Matches(options).Select(match => match.Groups["name"].Value));

    [GeneratedRegex("--(?<name>[a-z-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionName();

    private static bool IsName(string word) => word.StartsWith("--", StringComparison.Ordinal);
}
