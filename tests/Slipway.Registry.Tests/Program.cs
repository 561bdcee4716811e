using Slipway.Registry.Tests;
using Slipway.Registry.Tests.Collection;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests as xunit's own entry point would run them, and the program that the tests of kills start.
if (args is [PushingChild.Verb, var directory, var seed])
    return await PushingChild.RunAsync(directory, seed);
return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
