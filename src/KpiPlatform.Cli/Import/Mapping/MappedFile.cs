using System.Runtime.CompilerServices;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Import.Reading;
using NodaTime;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>A CSV file read through a mapping.</summary>
internal static class MappedFile
{
    /// <summary>Yields one line for each record below the header. Fails, before the first, if mapping and header do not fit.</summary>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(
        Stream stream, ImportMapping mapping, DateTimeZone tenantZone, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var lines = LineReader.ReadAsync(stream, mapping.Encoding, cancellationToken);
        var mapper = mapping.Columns is { } columns ? new RowMapper(mapping, columns, tenantZone) : null;
        await foreach (var record in CsvRecordReader.ReadAsync(lines, mapping.Delimiter, cancellationToken))
        {
            if (mapper is not null)
            {
                yield return mapper.Map(record);
                continue;
            }

            if (record.Problem is { } problem)
                throw CliException.Usage($"the header, line {record.Line}, cannot be read: {problem.Message}");
            mapper = new RowMapper(mapping, record.Fields, tenantZone);
        }

        if (mapper is null)
            throw CliException.Usage("the file is empty; a header was expected");
    }
}
