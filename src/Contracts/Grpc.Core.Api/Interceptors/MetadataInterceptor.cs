namespace Grpc.Core.Interceptors;

/// <summary>Replaces the headers of calls with what a function makes of them.</summary>
internal sealed class MetadataInterceptor : ContextInterceptor
{
    private readonly Func<Metadata, Metadata> _rewrite;

    public MetadataInterceptor(Func<Metadata, Metadata> rewrite)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        _rewrite = rewrite;
    }

    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
    {
        // A copy, because the caller may use the same headers for further calls.
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? Metadata.Empty)
            headers.Add(entry);

        return new(context.Method, context.Host, context.Options.WithHeaders(_rewrite(headers)));
    }
}
