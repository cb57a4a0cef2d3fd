using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Output;

/// <summary>
/// Shows one thing as it changes: in place on a terminal, one after the other elsewhere. Notices stand below it on a
/// terminal and on the error stream elsewhere.
/// </summary>
internal sealed class LiveOutput
{
    private readonly CliEnvironment _environment;
    private readonly IAnsiConsole _console;
    private readonly LiveDisplayContext? _live;
    private IRenderable _shown = new Text("");

    private LiveOutput(CliEnvironment environment, IAnsiConsole console, LiveDisplayContext? live)
    {
        _environment = environment;
        _console = console;
        _live = live;
    }

    /// <summary>Runs <paramref name="body"/> with an output, which is left on the screen as it last was.</summary>
    public static async Task RunAsync(CliEnvironment environment, Func<LiveOutput, Task> body)
    {
        var console = environment.OutputConsole();
        if (environment.OutputIsTerminal)
            await console.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(live => body(new LiveOutput(environment, console, live)));
        else
            await body(new LiveOutput(environment, console, null));
    }

    /// <summary>Replaces what is shown.</summary>
    public void Show(IRenderable content)
    {
        _shown = content;
        if (_live is null)
        {
            _console.Write(content);
            _console.WriteLine();
        }
        else
        {
            _live.UpdateTarget(content);
        }
    }

    /// <summary>Says something about what is shown, until it is next replaced.</summary>
    public void Notice(string text)
    {
        if (_live is null)
            _environment.Error.WriteLine(text);
        else
            _live.UpdateTarget(new Rows(_shown, new Text(text, new Style(Color.Yellow))));
    }
}
