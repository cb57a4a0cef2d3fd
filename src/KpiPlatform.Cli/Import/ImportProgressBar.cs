using KpiPlatform.Cli.Import.Sending;
using KpiPlatform.Cli.Output;
using Spectre.Console;

namespace KpiPlatform.Cli.Import;

/// <summary>Shows how an import gets on: a bar with the rate on a terminal; elsewhere only what holds it up.</summary>
internal sealed class ImportProgressBar : IImportProgress
{
    private readonly CliEnvironment _environment;
    private readonly ProgressTask? _task;
    private readonly long _start;

    private ImportProgressBar(CliEnvironment environment, ProgressTask? task)
    {
        _environment = environment;
        _task = task;
        _start = environment.Time.GetTimestamp();
    }

    /// <summary>Runs an import with a bar on the error stream, so that the output holds nothing but the summary.</summary>
    /// <param name="environment">Whose error stream it is.</param>
    /// <param name="length">Bytes of the input; absent if unknown.</param>
    /// <param name="body">The import.</param>
    public static async Task RunAsync(CliEnvironment environment, long? length, Func<IImportProgress, Task> body)
    {
        if (!environment.ErrorIsTerminal)
        {
            await body(new ImportProgressBar(environment, null));
            return;
        }

        await environment.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask("reading", maxValue: Math.Max(1, length ?? 1));
                task.IsIndeterminate = length is null;
                await body(new ImportProgressBar(environment, task));
            });
    }

    /// <inheritdoc/>
    public void Advance(ImportTotals totals, long progress)
    {
        if (_task is null)
            return;
        var seconds = _environment.Time.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? totals.Done / seconds : 0;
        var rejected = totals.Rejected == 0 ? "" : $"  [red]{Cells.Count(totals.Rejected)} rejected[/]";
        _task.Description = $"{Cells.Count(totals.Done)} lines  {ValueText.Rounded(rate, 0)}/s{rejected}";
        _task.Value = Math.Max(_task.Value, progress);
    }

    /// <inheritdoc/>
    public void Waiting(string reason, TimeSpan delay)
    {
        var text = $"{reason}; trying again in {Math.Max(1, Math.Ceiling(delay.TotalSeconds)):0} s";
        if (_task is null)
            _environment.Error.WriteLine(Wording.TextSafety.OneLine(text));
        else
            _task.Description = $"[yellow]{Cells.Text(text)}[/]";
    }
}
