using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Customers;

/// <summary>Follows one customer.</summary>
internal static class CustomerWatch
{
    /// <summary>Shows each new state until cancelled. The stream begins with the present state, so that a broken one is simply opened again.</summary>
    public static Task RunAsync(Session session, string name, string token, OutputFormat format, CancellationToken cancellationToken) =>
        WatchWriter.RunAsync(
            session.Environment,
            format,
            notice => ReadAsync(session, name, token, notice, cancellationToken),
            CustomerView.Details,
            customer => customer,
            (csv, customer, first) =>
            {
                if (first)
                    csv.Write(CustomerView.View.Csv.Select(c => c.Name));
                csv.Write(CustomerView.View.Csv.Select(c => c.Cell(customer)));
            });

    private static async IAsyncEnumerable<Customer> ReadAsync(
        Session session,
        string name,
        string token,
        Action<string> notice,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long version = 0;
        var updates = Watch.ReadAsync(
            session,
            ct => session.Customers.WatchCustomer(new WatchCustomerRequest { Name = name, Token = token }, cancellationToken: ct),
            (reason, delay) => notice($"{reason}; trying again in {Math.Ceiling(delay.TotalSeconds):0} s"),
            cancellationToken);
        await foreach (var update in updates)
        {
            // After a reconnection the first message repeats the state last shown, or one before it on a host that lags.
            if (update.Customer.Version < version)
                continue;
            version = update.Customer.Version;
            yield return update.Customer;
        }
    }
}
