using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Customers;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi customer show|list</c>.</summary>
internal static class CustomerCommand
{
    public static Command Create(CommandRunner runner) =>
        new("customer", "Reads customers and their indicators.") { Show(runner), List(runner) };

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
            await CustomerView.View.WriteOneAsync(session.Environment, session.Get(output), customer, CustomerView.Details);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var filter = new Option<string?>("--filter") { Description = "Conditions joined by AND, such as 'orders >= 2 AND revenue > 100'.", HelpName = "expression" };
        var segment = new Option<string?>("--segment") { Description = "Only customers of this segment of the tenant.", HelpName = "id" };
        var orderBy = new Option<string?>("--order-by", "--order") { Description = "A field, then optionally desc, such as 'revenue desc'. Default: customer_id.", HelpName = "field" };
        var limit = ListOptions.Limit();
        var token = ListOptions.Token();
        var output = new OutputOption();
        var command = new Command("list", "Lists customers.") { filter, segment, orderBy, limit, token, output };
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
                    Token = session.Get(token) ?? "",
                };
                var page = await session.Customers.ListCustomersAsync(request, session.Unary(ct));
                return ((IReadOnlyList<Customer>)page.Customers, page.NextPageToken);
            }, cancellationToken);
            await CustomerView.View.WriteListAsync(session.Environment, session.Get(output), customers, "No customers.", cancellationToken);
        });
    }
}
