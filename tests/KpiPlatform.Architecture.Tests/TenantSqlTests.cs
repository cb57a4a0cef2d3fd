using System.Text.RegularExpressions;

namespace KpiPlatform.Architecture.Tests;

/// <summary>
/// Every statement in the source that touches a table with a tenant's column says of which tenant: its conditions lead with the tenant, and what it
/// inserts has one. The text of the source is read, so that a new statement is held to it without being listed anywhere.
/// </summary>
public sealed partial class TenantSqlTests
{
    // What begins so may do without; each with its reason. A statement that is gone has to go from here as well.
    private static readonly (string Beginning, string Reason)[] Exceptions =
    [
        ("update journal set facts = w.facts", "positions lead, which are the primary key; the tenant is held beside them"),
        ("update journal set facts = ?", "as above, on SQLite"),
        ("insert into journal ({JournalColumnList})", "the column list, which the binary copy shares, has the tenant"),
        ("copy journal ({JournalColumnList})", "as above"),
        ("select recorded_at from journal where position = @position", "a position is the primary key and of one tenant alone; only a time comes out, for the tenant whose number the position is"),
        ("select {RowMapper.Columns} from journal j left join", "the conditions that its callers give begin with the tenant"),
        ("select {RowMapper.Columns}, c.external_id from journal j left join", "personal parts are joined by the position, which is the primary key of both; the rows of the journal are the tenant's by the condition or by those given"),
        ("select {Listed} from customer_index i join customer c", "the conditions of a list begin with the tenant, and the join has it"),
        ("select e.position, e.segment, c.external_id", "the conditions put together before it begin with the tenant, and the join has it"),
        ("select tenant, sequence, occurred_at", "the conditions put together before it begin with the tenant"),
        ("insert into customer_index ({Columns})", "the column list begins with the tenant"),
        ("select {RejectedColumns} from rejected_interaction where {where}", "the conditions put together before it begin with the tenant"),
        ("delete from rejected_interaction where rejected_at < @before", "what is too old of any tenant"),
        ("insert into rejected_interaction ({RejectedColumns})", "the column list begins with the tenant"),
        ("insert into segment_event ({EventColumns})", "the column list begins with the tenant"),
        ("insert into tenant (id)", "the list of tenants: gives the number"),
        ("select tenant, id from tenant where id = @id", "the list of tenants: looks the number up"),
        ("update tenant set retired_at", "the list of tenants: by its id"),
        ("select tenant, id from tenant where id > @after", "the list of tenants, for platform admins"),
        ("select a.body, c.external_id from alert_action a", "the conditions that follow it begin with the tenant, and the join has it"),
        ("select {EventColumns} from alert_event e left join customer c", "as above"),
        ("delete from webhook_delivery where {Key}", "the key begins with the tenant"),
        ("update webhook_delivery set dead = @dead", "as above"),
        ("select l.tenant from alert_log l where exists", "which tenants have something to send, for the host that sends: only their numbers come out"),
        ("update alert_log set owner = @owner, owned_until = @until", "a host takes tenants whose rules no other host evaluates: it is of all tenants"),
        ("update alert_log set owner = '', owned_until = null", "a host that ends gives its tenants back: it is of all tenants"),
    ];

    [Fact]
    public void Statements_ThatTouchATenantsTable_LeadWithTheTenant()
    {
        var statements = Statements().ToList();
        statements.Count.ShouldBeGreaterThan(60, "The source's SQL was not found.");

        statements.Where(statement => !SaysWhose(statement.Text) && !Array.Exists(Exceptions, one => statement.Text.StartsWith(one.Beginning, StringComparison.Ordinal)))
            .Select(statement => $"{statement.File}: {statement.Text}")
            .ShouldBeEmpty("Begin the conditions with the tenant, or say above why that statement may do without.");
    }

    [Fact]
    public void Exceptions_AreStillNeeded()
    {
        var statements = Statements().ToList();

        Exceptions.Where(one => !statements.Exists(statement => statement.Text.StartsWith(one.Beginning, StringComparison.Ordinal)))
            .Select(one => one.Beginning)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("select a from journal where tenant = @tenant and customer = @customer", true)]
    [InlineData("select a from journal j join customer c on c.tenant = j.tenant and c.customer = j.customer where j.tenant = @tenant", true)]
    [InlineData("insert into customer (tenant, customer) values (@tenant, @customer)", true)]
    [InlineData("select a from journal where customer = @customer", false)]
    [InlineData("select a from journal where customer = @customer and tenant = @tenant", false)]
    [InlineData("select a from journal j join customer c on c.customer = j.customer where j.tenant = @tenant", false)]
    [InlineData("insert into customer (customer) values (@customer)", false)]
    [InlineData("delete from customer", false)]
    public void SaysWhose_Statement_IsTold(string statement, bool expected) => SaysWhose(statement).ShouldBe(expected);

    /// <summary>Each mention of a table of tenants has a condition, a join or a column list of its own that has the tenant, and the first condition leads with it.</summary>
    private static bool SaysWhose(string statement)
    {
        var mentions = Mention().Matches(statement).Count(match => TenantTables.Value.Contains(match.Groups["table"].Value));
        return Lead().IsMatch(statement) && Condition().Count(statement) >= mentions;
    }

    private static readonly Lazy<HashSet<string>> TenantTables = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("src/KpiPlatform.Persistence/PostgreSql/Schema"), "*.sql")
            .SelectMany(file => Table().Matches(File.ReadAllText(file)))
            .Where(table => TenantColumn().IsMatch(table.Groups["columns"].Value))
            .Select(table => table.Groups["table"].Value),
    ]);

    private static IEnumerable<(string File, string Text)> Statements()
    {
        TenantTables.Value.Count.ShouldBeGreaterThan(15, "The tables of the schema were not found.");
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("src/KpiPlatform.Persistence"), "*.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Repository.Root, file);
            if (name.Contains("/obj/", StringComparison.Ordinal) || name.Contains("/bin/", StringComparison.Ordinal))
                continue;
            foreach (Match literal in Literal().Matches(File.ReadAllText(file)))
            {
                foreach (var part in (literal.Groups["raw"].Value + literal.Groups["plain"].Value).Split(';'))
                {
                    var text = Space().Replace(part, " ").Trim();
                    if (Mention().Matches(text).Any(match => TenantTables.Value.Contains(match.Groups["table"].Value)))
                        yield return (name, text);
                }
            }
        }
    }

    [GeneratedRegex("\"\"\"(?<raw>.*?)\"\"\"|\"(?<plain>(?:[^\"\\\\\n]|\\\\.)*)\"", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Space();

    [GeneratedRegex(@"\b(?:from|join|into|update|copy)\s+(?:only\s+)?(?<table>\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mention();

    [GeneratedRegex(@"create table (?:if not exists )?(?<table>\w+)\s*\((?<columns>.*?)\n\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Table();

    [GeneratedRegex(@"^\s*tenant int", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TenantColumn();

    /// <summary>"where tenant …", "on x.tenant …", "where (tenant, …", or a column list with the tenant.</summary>
    [GeneratedRegex(@"(?:\bwhere|\bon)\s+\(?\s*(?:\w+\.)?tenant\b|(?:into|copy)\s+\w+\s*\([^)]*\btenant\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Lead();

    [GeneratedRegex(@"\btenant\b\s*(?:=|in\b|,|\)|<)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Condition();
}
