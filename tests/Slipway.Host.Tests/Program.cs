using Slipway.Host.Tests.Networks;

// The other face of this test program: asked to, it plays a host with machines and waits to be killed. Else what xunit would generate.
if (args.Contains("--server") || args.Contains("--internal-msbuild-node"))
    return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, Slipway.Host.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
return args is [PlayedHost.Argument, .. var machines]
    ? await PlayedHost.PlayAsync(machines)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
