using System.CommandLine;

namespace KpiPlatform.Cli.Output;

/// <summary>The option <c>-o table|json|csv</c>.</summary>
internal sealed class OutputOption : Option<OutputFormat>
{
    public OutputOption(params OutputFormat[] supported)
        : base("--output", "-o")
    {
        var choices = supported.Length == 0 ? Enum.GetValues<OutputFormat>() : supported;
        var names = string.Join(", ", choices.Select(c => c.ToString().ToLowerInvariant()));
        Description = $"Format of the result: {names}. Default: table.";
        HelpName = string.Join('|', choices.Select(c => c.ToString().ToLowerInvariant()));
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            foreach (var choice in choices)
            {
                if (choice.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                    return choice;
            }

            result.AddError($"-o is one of {names}; '{text}' is not");
            return OutputFormat.Table;
        };
    }
}
