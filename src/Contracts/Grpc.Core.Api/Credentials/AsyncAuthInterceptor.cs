namespace Grpc.Core;

/// <summary>Adds authentication headers to a call, asynchronously because a token may have to be fetched. Called concurrently.</summary>
/// <param name="context">The call that needs credentials.</param>
/// <param name="metadata">Receives the headers.</param>
/// <returns>Completes when the headers are added; a failure fails the call.</returns>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
