using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeCustomers : CustomerService.CustomerServiceBase
{
    public Customer Customer { get; set; } = new();

    public IReadOnlyList<Customer> All { get; set; } = [];

    public string? LastName { get; private set; }

    public ListCustomersRequest? LastList { get; private set; }

    public override Task<Customer> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        LastName = request.Name;
        return Task.FromResult(Customer);
    }

    /// <summary>The present state, then the stream ends as when a server shuts down; the second time it stays.</summary>
    public override async Task WatchCustomer(
        WatchCustomerRequest request, IServerStreamWriter<WatchCustomerResponse> responseStream, ServerCallContext context)
    {
        LastName = request.Name;
        await responseStream.WriteAsync(new WatchCustomerResponse { Sequence = 1, Customer = Customer });
        Customer = new Customer(Customer) { Version = Customer.Version + 1 };
        if (Customer.Version > 2)
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Honours page_size as the real one does.</summary>
    public override Task<ListCustomersResponse> ListCustomers(ListCustomersRequest request, ServerCallContext context)
    {
        LastList = request;
        var skip = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var response = new ListCustomersResponse { Customers = { All.Skip(skip).Take(request.PageSize) } };
        if (skip + request.PageSize < All.Count)
            response.NextPageToken = (skip + request.PageSize).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(response);
    }
}
