using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Import.Mapping;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Cli.Import;

/// <summary>
/// The layout of the CDNOW data set (Fader and Hardie): customer, date as yyyymmdd, number of CDs and amount in dollars,
/// separated by spaces; a first line of headings is passed over. Each line is one purchase. Lines are told apart by their
/// number, because a customer may buy twice on a day for the same amount.
/// </summary>
internal static class CdnowFile
{
    /// <summary>Source of the interactions.</summary>
    public const string Source = "cdnow";

    /// <summary>Currency of the amounts, which the tenant must have.</summary>
    public const string Currency = "USD";

    private const string Heading = "customer_id";
    private const int ColumnCount = 4;

    // The file has dates without times. Noon is on the same date whatever clocks are set to that day.
    private static readonly LocalTime TimeOfDay = LocalTime.Noon;

    /// <summary>Yields one line for each purchase.</summary>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(
        Stream stream, DateTimeZone zone, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in LineReader.ReadAsync(stream, Encoding.UTF8, cancellationToken))
        {
            if (line.Problem is not null)
            {
                yield return new ImportLine(line.Number, line.EndOffset, null, line.Problem);
                continue;
            }

            var fields = line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0 || (line.Number == 1 && fields[0] == Heading))
                continue;
            var interaction = Parse(line.Number, fields, zone, out var problem);
            yield return new ImportLine(line.Number, line.EndOffset, interaction, problem);
        }
    }

    private static Interaction? Parse(long number, string[] fields, DateTimeZone zone, out LineProblem? problem)
    {
        problem = null;
        if (fields.Length != ColumnCount)
        {
            problem = new LineProblem("", "COLUMN_COUNT", $"{fields.Length} columns; customer, date, number of CDs and amount are expected");
            return null;
        }

        if (!DateOnly.TryParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            problem = new LineProblem("date", "BAD_TIME", $"'{TextSafety.OneLine(fields[1])}' is no date of the form yyyymmdd");
            return null;
        }

        if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity))
        {
            problem = new LineProblem("number_of_cds", "BAD_VALUE", $"'{TextSafety.OneLine(fields[2])}' is no whole number from 0");
            return null;
        }

        if (NumberText.Plain.Decimal(fields[3]) is not { } dollars || MoneyText.Create(dollars, Currency) is not { } amount)
        {
            problem = new LineProblem("dollar_value", "BAD_VALUE", $"'{TextSafety.OneLine(fields[3])}' is no amount such as 11.77");
            return null;
        }

        var noon = new LocalDate(date.Year, date.Month, date.Day).At(TimeOfDay);
        return new Interaction
        {
            Customer = fields[0],
            Source = Source,
            Id = string.Create(CultureInfo.InvariantCulture, $"line-{number:000000}"),
            OccurTime = zone.AtLeniently(noon).ToDateTimeUtc().ToTimestamp(),
            Purchase = new Purchase { Amount = amount, Lines = { new OrderLine { Quantity = quantity } } },
        };
    }
}
