using System.Runtime.InteropServices;
using System.Text.Json;

namespace KpiPlatform.Benchmarks;

/// <summary>Figures of one run, in order.</summary>
internal sealed class BenchmarkReport(string command)
{
    private readonly List<Figure> _figures = [];

    public static JsonSerializerOptions JsonOptions { get; } = new() { WriteIndented = true };

    /// <summary>Adds a figure.</summary>
    public void Add(string name, double value, string unit, string? note = null) => _figures.Add(new Figure(name, value, unit, note));

    public void Print(TextWriter output)
    {
        foreach (var figure in _figures)
        {
            output.WriteLine($"{figure.Name,-56} {figure.Value,14:N1} {figure.Unit}{(figure.Note is null ? null : $"   {figure.Note}")}");
        }
    }

    public object ToJson() => new
    {
        command,
        runtime = RuntimeInformation.FrameworkDescription,
        processors = Environment.ProcessorCount,
        figures = _figures,
    };

    internal sealed record Figure(string Name, double Value, string Unit, string? Note);
}
