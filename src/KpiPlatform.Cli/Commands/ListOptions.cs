using System.CommandLine;
using KpiPlatform.Cli.Connection;

namespace KpiPlatform.Cli.Commands;

/// <summary>Options that several commands share, with one meaning.</summary>
internal static class ListOptions
{
    /// <summary>Records listed unless told otherwise.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Largest page asked for; a page of the largest records still fits into a message.</summary>
    public const int MaxPageSize = 500;

    /// <summary><c>--limit</c>; 0 means all.</summary>
    public static Option<int> Limit()
    {
        var option = new Option<int>("--limit")
        {
            Description = "At most so many; 0 for all.",
            HelpName = "n",
            DefaultValueFactory = _ => DefaultLimit,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var limit) || limit < 0))
                result.AddError($"--limit is a whole number from 0; '{token.Value}' is not");
        });
        return option;
    }

    /// <summary><c>--token</c>: read your own writes.</summary>
    public static Option<string?> Token() => new("--token")
    {
        Description = "See at least what this token acknowledges, such as the one that an import prints.",
        HelpName = "token",
    };

    /// <summary><c>--as-of</c>.</summary>
    public static Option<string?> AsOf() => new("--as-of")
    {
        Description = "What was known at this instant: 2026-03-05T10:00:00Z, or a date for its first instant in the tenant's time zone. Default: now.",
        HelpName = "time",
    };

    /// <summary><c>--watch</c>.</summary>
    public static Option<bool> Watch(string what) => new("--watch", "-w")
    {
        Description = $"Stay, and show {what} whenever it changes, until Ctrl-C.",
    };

    /// <summary>Takes pages until the limit or the end; says on the error stream if there is more.</summary>
    public static async IAsyncEnumerable<T> PageAsync<T>(
        Session session,
        int limit,
        Func<int, string, CancellationToken, Task<(IReadOnlyList<T> Items, string NextPageToken)>> fetch,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var count = 0;
        var pageToken = "";
        do
        {
            var size = limit == 0 ? MaxPageSize : Math.Min(MaxPageSize, limit - count);
            var page = await fetch(size, pageToken, cancellationToken);
            foreach (var item in page.Items)
            {
                // A server may answer more than asked for.
                if (limit != 0 && count == limit)
                    break;
                count++;
                yield return item;
            }

            pageToken = page.NextPageToken;
        }
        while (pageToken.Length > 0 && (limit == 0 || count < limit));

        if (pageToken.Length > 0)
            await session.Environment.Error.WriteLineAsync($"The first {count}; there are more (--limit 0 for all).");
    }
}
