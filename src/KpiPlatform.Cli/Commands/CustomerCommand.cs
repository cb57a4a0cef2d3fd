using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Customers;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi customer show|list|link|unlink|erase|export</c>.</summary>
internal static class CustomerCommand
{
    public static Command Create(CommandRunner runner) =>
        new("customer", "Reads customers and their indicators, links and forgets them.") { Show(runner), List(runner), CustomerLinkCommands.Link(runner), CustomerLinkCommands.Unlink(runner), Erase(runner), Export(runner) };

    private static Command Show(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "The tenant's own id of the customer." };
        var watch = ListOptions.Watch("the customer");
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("show", "Shows a customer with its indicators over its whole history.") { id, watch, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = ResourceNames.Customer(session.Tenant, session.Get(id));
            if (session.Get(watch))
            {
                await CustomerWatch.RunAsync(session, name, session.Get(token) ?? "", session.Get(output), cancellationToken);
                return;
            }

            var request = new GetCustomerRequest { Name = name, Token = session.Get(token) ?? "" };
            var customer = await session.Customers.GetCustomerAsync(request, session.Unary(cancellationToken));
            await CustomerView.View.WriteOneAsync(session.Environment, session.Get(output), customer, shown => CustomerView.Details(shown, session.Get(id)));
        });
    }

    private static Command Erase(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "The tenant's own id of the customer." };
        var yes = new Option<bool>("--yes") { Description = "Do it: there is no way back." };
        var command = new Command("erase", "Forgets a person for good: id, contacts, comments, attributes. Facts and totals stay.") { id, yes };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            if (!session.Get(yes))
                throw CliException.Usage($"'{session.Get(id)}' would be forgotten for good; say so with --yes");
            var request = new EraseCustomerRequest { Name = ResourceNames.Customer(session.Tenant, session.Get(id)) };
            var response = await session.Customers.EraseCustomerAsync(request, session.Unary(cancellationToken));
            var text = response.AlreadyErased
                ? "Was erased before."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Erased. Deleted: personal parts {response.PersonalPartsDeletedCount}, rejections {response.RejectionsDeletedCount}. Kept, without the person: facts of interactions {response.InteractionsKeptCount}.");
            await session.Environment.Output.WriteLineAsync(text);
        });
    }

    private static Command Export(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "The tenant's own id of the customer." };
        var file = new Option<string?>("--file", "-f") { Description = "File to write. Default: the standard output.", HelpName = "file" };
        var command = new Command("export", "Writes everything that is stored of a customer, as JSON.") { id, file };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new ExportCustomerRequest { Name = ResourceNames.Customer(session.Tenant, session.Get(id)) };
            using var call = session.Customers.ExportCustomer(request, cancellationToken: cancellationToken);
            await JsonPieces.WriteAsync(session, session.Get(file), ReadAsync(call.ResponseStream, cancellationToken), cancellationToken);
        });
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAsyncStreamReader<ExportCustomerResponse> responses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken))
            yield return responses.Current.Json.Memory;
    }

    private static Command List(CommandRunner runner)
    {
        var filter = new Option<string?>("--filter") { Description = "Conditions joined by AND, OR, NOT, such as 'orders >= 2 AND (performance < 40 OR attribute:plan = \"gold\")'. Fields: orders, revenue, lifecycle, performance, rfm.recency, attribute:KEY, indicator:ID and others.", HelpName = "expression" };
        var segment = new Option<string?>("--segment") { Description = "Only customers of this segment of the tenant.", HelpName = "id" };
        var orderBy = new Option<string?>("--order-by", "--order") { Description = "A field or an indicator's id, then optionally desc, such as 'revenue desc' or 'indicator:csat desc'; the list shows it, too. csat and nps alone are the latest answers, which lists do not show. Default: customer_id.", HelpName = "field" };
        var indicators = new Option<string[]>("--indicator") { Description = "Also show this indicator of each customer alone; may be repeated.", HelpName = "id" };
        var period = new Option<string?>("--period") { Description = "Period of indicators, such as 2026-01 or last-90-days. Default: this-month.", HelpName = "period" };
        var limit = ListOptions.Limit();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("list", "Lists customers.") { filter, segment, orderBy, indicators, period, limit, token, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Tenant;
            var customers = ListOptions.PageAsync(session, session.Get(limit), async (size, pageToken, ct) =>
            {
                var request = new ListCustomersRequest
                {
                    Parent = parent,
                    PageSize = size,
                    PageToken = pageToken,
                    Filter = session.Get(filter) ?? "",
                    Segment = session.Get(segment) ?? "",
                    OrderBy = session.Get(orderBy) ?? "",
                    IndicatorPeriod = session.Get(period) ?? "",
                    Indicators = { session.Get(indicators) ?? [] },
                    Token = session.Get(token) ?? "",
                };
                var page = await session.Customers.ListCustomersAsync(request, session.Unary(ct));
                return ((IReadOnlyList<Customer>)page.Customers, page.NextPageToken);
            }, cancellationToken);
            await CustomerView.ListView(session.Get(indicators) ?? [], session.Get(orderBy)).WriteListAsync(session.Environment, session.Get(output), customers, "No customers.", cancellationToken);
        });
    }
}
