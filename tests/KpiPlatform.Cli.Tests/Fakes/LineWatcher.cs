using System.Text;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>An output that acts when a line appears in it.</summary>
internal sealed class LineWatcher(Func<string, bool> match, Action act) : StringWriter
{
    private readonly StringBuilder _line = new();

    public List<string> Lines { get; } = [];

    public override void Write(char value) => Take(value);

    public override void Write(string? value)
    {
        foreach (var c in value ?? "")
            Take(c);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    private void Take(char c)
    {
        if (c != '\n')
        {
            _line.Append(c);
            return;
        }

        var line = _line.ToString();
        _line.Clear();
        Lines.Add(line);
        if (match(line))
            act();
    }
}
