using System.Runtime.CompilerServices;
using System.Text;

namespace KpiPlatform.Cli.Import.Reading;

/// <summary>
/// Joins lines into CSV records. A record that cannot be parsed is a problem of its first line alone: reading goes on
/// with the line after it, so that one stray quote does not swallow the rest of the file.
/// </summary>
internal static class CsvRecordReader
{
    /// <summary>A quoted field that spans more lines is taken for a quote that was never closed.</summary>
    public const int MaxRecordLines = 200;

    /// <summary>Yields every record; blank lines are none.</summary>
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(
        IAsyncEnumerable<PhysicalLine> source, char delimiter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var lines = source.GetAsyncEnumerator(cancellationToken);
        // Lines that were read ahead for a record that did not close.
        var again = new Queue<PhysicalLine>();
        while (await NextAsync() is { } first)
        {
            if (first.Problem is not null)
            {
                yield return new CsvRecord(first.Number, first.EndOffset, [], "", first.Problem);
                continue;
            }

            if (string.IsNullOrWhiteSpace(first.Text))
                continue;

            var parser = new CsvLineParser(delimiter);
            var fields = parser.Feed(first.Text);
            if (fields is not null)
            {
                yield return new CsvRecord(first.Number, first.EndOffset, fields, first.Text, null);
                continue;
            }

            var more = new List<PhysicalLine>();
            while (fields is null && !parser.IsBroken && more.Count < MaxRecordLines && await NextAsync() is { } next)
            {
                more.Add(next);
                if (next.Problem is not null)
                    break;
                fields = parser.Feed(next.Text);
            }

            if (fields is not null)
            {
                var text = new StringBuilder(first.Text);
                foreach (var line in more)
                    text.Append('\n').Append(line.Text);
                yield return new CsvRecord(first.Number, more[^1].EndOffset, fields, text.ToString(), null);
                continue;
            }

            var problem = parser.IsBroken
                ? new LineProblem("", "BAD_QUOTES", "text follows a closing quote; a quote within a quoted value is written twice")
                : new LineProblem("", "UNCLOSED_QUOTE", "a quote opens and never closes");
            yield return new CsvRecord(first.Number, first.EndOffset, [], first.Text, problem);
            again = new Queue<PhysicalLine>(more.Concat(again));
        }

        async ValueTask<PhysicalLine?> NextAsync()
        {
            if (again.TryDequeue(out var line))
                return line;
            return await lines.MoveNextAsync() ? lines.Current : null;
        }
    }
}
